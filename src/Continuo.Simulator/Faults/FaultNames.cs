namespace Continuo.Simulator.Faults;

/// <summary>The names of faults in commands: <c>kill,slow-disk</c>.</summary>
public static class FaultNames
{
    public static IEnumerable<string> All => Kinds.Select(Word);

    private static IEnumerable<FaultKind> Kinds => Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.None or FaultKind.All));

    public static string Of(FaultKind faults) => faults switch
    {
        FaultKind.None => "none",
        FaultKind.All => "all",
        _ => string.Join(',', Kinds.Where(kind => faults.HasFlag(kind)).Select(Word)),
    };

    /// <summary>Null when a name is none of them.</summary>
    public static FaultKind? Parse(string names)
    {
        if (names is "all" or "none")
        {
            return names == "all" ? FaultKind.All : FaultKind.None;
        }

        var faults = FaultKind.None;
        foreach (var name in names.Split(','))
        {
            if (Kinds.FirstOrDefault(kind => Word(kind) == name) is not FaultKind.None and var found)
            {
                faults |= found;
            }
            else
            {
                return null;
            }
        }

        return faults;
    }

    private static string Word(FaultKind kind) => Planting.PlantedBugNames.Hyphened(kind.ToString());
}
