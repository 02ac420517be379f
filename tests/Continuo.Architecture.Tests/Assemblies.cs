using System.Reflection;

namespace Continuo.Architecture.Tests;

internal static class Assemblies
{
    /// <summary>The command line's assembly has a name of its own, for it is what people type.</summary>
    public static Assembly Of(string project) => Assembly.Load(project == "Continuo.Cli" ? "continuo" : project);
}
