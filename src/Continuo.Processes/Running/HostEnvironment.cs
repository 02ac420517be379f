namespace Continuo.Processes.Running;

/// <summary>The environment that processes inherit: the host's, without what is the host's own.</summary>
internal static class HostEnvironment
{
    // Secrets reach a process only where its workflow names them.
    private static readonly string[] s_private = ["CONTINUO_SECRET_", "CONTINUO_TOKEN"];

    public static void Apply(IDictionary<string, string?> environment, IReadOnlyDictionary<string, string?> given)
    {
        foreach (var name in environment.Keys.Where(name => s_private.Any(own => name.StartsWith(own, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            environment.Remove(name);
        }

        foreach (var (name, value) in given)
        {
            if (value is null)
            {
                environment.Remove(name);
            }
            else
            {
                environment[name] = value;
            }
        }
    }
}
