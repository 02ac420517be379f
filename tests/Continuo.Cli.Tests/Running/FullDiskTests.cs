using System.Diagnostics;
using Continuo.Cli.Tests.Processes;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Tests.Running;

public sealed class FullDiskTests : DefinitionFolder
{
    private const string Much = "  - loop: { for: { each: i, in: '${ [range(2000)] }' }, do: [ { one: { set: { big: '${ [range(3000) + $i] | tostring }' } } } ] }";

    [Fact]
    public async Task A_run_on_a_full_disk_ends_when_its_time_is_up_and_says_why()
    {
        var disk = Directory.CreateDirectory(Path.Combine(Folder, "disk")).FullName;
        if ((await WithDisk(disk, "true")).Code != 0)
        {
            Assert.Skip("This user may not mount a small disk.");
        }

        var ended = await WithDisk(disk, $"{Processes.Continuo.Program} run {Write("much.yaml", Definition("much", Much))} --data {disk}/store --timeout 6s -o json");

        var report = JsonValue.Parse(ended.Output);
        Assert.Equal(6, ended.Code);
        Assert.Contains("disk is full", report["error"]["detail"].AsString, StringComparison.Ordinal);
    }

    // In a namespace of its own, so that the disk goes with the process.
    private static async Task<Ended> WithDisk(string folder, string command)
    {
        var start = new ProcessStartInfo("timeout", ["-s", "KILL", "60", "unshare", "-rm", "sh", "-c", $"mount -t tmpfs -o size=3m tmpfs {folder} && head -c 2600000 /dev/zero > {folder}/filler && exec {command}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ended(process.ExitCode, await output, await error);
    }
}
