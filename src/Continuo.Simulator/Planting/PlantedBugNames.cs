using System.Text;

namespace Continuo.Simulator.Planting;

/// <summary>The names of planted mistakes in commands: <c>fence-skipped</c>.</summary>
public static class PlantedBugNames
{
    public static IEnumerable<string> All => Enum.GetValues<PlantedBug>().Select(Of);

    public static string Of(PlantedBug bug) => Hyphened(bug.ToString());

    /// <summary>Null when there is none of this name.</summary>
    public static PlantedBug? Parse(string name) => Enum.GetValues<PlantedBug>().Cast<PlantedBug?>().FirstOrDefault(bug => Of(bug!.Value) == name);

    internal static string Hyphened(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            text.Append(char.IsUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
