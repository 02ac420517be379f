using Continuo.Cli.CommandLine;
using Gherkin;
using Gherkin.Ast;

namespace Continuo.Cli.Conformance;

/// <summary>The scenarios of a folder's feature files, in the order of their names.</summary>
internal static class FeatureFiles
{
    /// <exception cref="CliException">The folder or a file cannot be read.</exception>
    public static IEnumerable<(string File, Scenario Scenario)> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException(ExitCode.Invalid, $"There is no folder {folder}.", "Name one that holds the standard's .feature files.");
        }

        var files = Directory.EnumerateFiles(folder, "*.feature", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            throw new CliException(ExitCode.Invalid, $"{folder} holds no .feature file.", "Name the folder of the standard's features, such as ctk/features.");
        }

        return files.SelectMany(path => Parse(path).Select(scenario => (Path.GetRelativePath(folder, path), scenario)));
    }

    private static IEnumerable<Scenario> Parse(string path)
    {
        try
        {
            return new Parser().Parse(path).Feature.Children.OfType<Scenario>();
        }
        catch (ParserException wrong)
        {
            throw new CliException(ExitCode.Invalid, $"{path} is not a feature file: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }
}
