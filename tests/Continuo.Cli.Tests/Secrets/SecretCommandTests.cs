using Continuo.Cli.Tests.Processes;

namespace Continuo.Cli.Tests.Secrets;

public sealed class SecretCommandTests : DefinitionFolder
{
    private const string Value = "correct-horse-battery";

    [Fact]
    public async Task A_secret_is_set_used_by_a_run_listed_rotated_and_removed_and_never_printed()
    {
        var data = Path.Combine(Path.GetDirectoryName(Write("x", ""))!, "data");
        var workflow = Write("uses.yaml", Definition("uses", $"  - compare: {{ set: {{ same: '${{ $secrets.apiKey == \"{Value}\" }}' }} }}").Replace("do:", "use: { secrets: [ apiKey ] }\ndo:", StringComparison.Ordinal));

        Ended[] ended =
        [
            await Processes.Continuo.Run(["secret", "set", "apiKey", "-", "--data", data], Value + "\n"),
            await Processes.Continuo.Run("secret", "list", "--data", data, "-o", "json"),
            await Processes.Continuo.Run("run", workflow, "--data", data),
            await Processes.Continuo.Run("secret", "rotate", "--data", data),
            await Processes.Continuo.Run("run", workflow, "--data", data),
            await Processes.Continuo.Run("secret", "remove", "apiKey", "--data", data),
        ];
        var gone = await Processes.Continuo.Run("secret", "remove", "apiKey", "--data", data);

        Assert.All(ended, step => Assert.True(step.Code == 0, step.Error));
        Assert.All(ended, step => Assert.DoesNotContain(Value, step.Output + step.Error, StringComparison.Ordinal));
        Assert.Equal("apiKey", ended[1].Json["items"].Array[0].AsString);
        Assert.All(new[] { ended[2], ended[4] }, run => Assert.Equal("""{"same":true}""", run.Output.Trim()));
        Assert.Equal(3, gone.Code);
    }

    [Fact]
    public async Task A_run_reads_a_folder_of_secrets()
    {
        var file = Write("apiKey", Value);
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(file)!, "mounted")).FullName;
        File.Copy(file, Path.Combine(folder, "apiKey"));
        var workflow = Write("uses.yaml", Definition("uses", $"  - compare: {{ set: {{ same: '${{ $secrets.apiKey == \"{Value}\" }}' }} }}").Replace("do:", "use: { secrets: [ apiKey ] }\ndo:", StringComparison.Ordinal));

        var run = await Processes.Continuo.Run("run", workflow, "--secrets-dir", folder);

        Assert.Equal("""{"same":true}""", run.Output.Trim());
    }

    [Fact]
    public async Task A_wrong_key_is_told_in_words()
    {
        var data = Path.Combine(Path.GetDirectoryName(Write("x", ""))!, "data");
        await Processes.Continuo.Run("secret", "set", "a", "v", "--data", data);

        var refused = await Processes.Continuo.Run(["secret", "list", "--data", data], null, new Dictionary<string, string> { ["CONTINUO_SECRET_KEY"] = Convert.ToBase64String(new byte[32]) });

        Assert.Equal(1, refused.Code);
        Assert.Contains("another key", refused.Error, StringComparison.Ordinal);
    }
}
