using System.Diagnostics;
using Continuo.Processes.Running;
using Continuo.Processes.Tests;

[assembly: AssemblyFixture(typeof(Podman))]

namespace Continuo.Processes.Tests;

/// <summary>A real container engine of its own, with an image made from nothing: needs root, podman, runc and a static busybox, and no network.</summary>
public sealed class Podman : IAsyncLifetime
{
    public const string Image = "localhost/continuo-tiny:1";

    private const string Configuration = """
        [containers]
        default_ulimits=["nofile=20000:20000","nproc=4096:4096"]
        [engine]
        cgroup_manager="cgroupfs"
        runtime="runc"

        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("continuo-podman-");
    private Process? _service;
    private string? _missing;

    public string Address => $"unix://{Socket}";

    private string Socket => Path.Combine(_folder.FullName, "podman.sock");

    /// <summary>Skips the test where no container can be run.</summary>
    public void Need()
    {
        if (_missing is { } why)
        {
            Assert.Skip($"No container can be run on this machine: {why}");
        }
    }

    public async ValueTask InitializeAsync()
    {
        _missing = await Prepare();
        if (_missing is not null)
        {
            return;
        }

        _service = Process.Start(Start("system", "service", "--time=0", Address))!;
        using var patience = new CancellationTokenSource(s_patience);
        while (!File.Exists(Socket))
        {
            if (_service.HasExited || patience.IsCancellationRequested)
            {
                _missing = "podman system service does not start.";
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            _ = await Run("rm", "--all", "--force", "--time=0");
            _service.Kill(entireProcessTree: true);
            await _service.WaitForExitAsync();
            _service.Dispose();
        }

        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception mounted) when (mounted is IOException or UnauthorizedAccessException)
        {
            // Something of it is still mounted; it is a temporary folder.
        }
    }

    /// <summary>Runs podman over the same store; gives what it prints.</summary>
    public async Task<(int Code, string Output)> Run(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(Start([.. arguments]))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output.Trim() : await error);
    }

    private async Task<string?> Prepare()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "it takes Linux and root.";
        }

        if (Programs.Find("podman") is null || Programs.Find("runc", "/usr/sbin/runc") is null || Programs.Find("busybox", "/bin/busybox") is not { } busybox)
        {
            return "it takes podman, runc and busybox-static.";
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "containers.conf"), Configuration);
        var bin = _folder.CreateSubdirectory("image/bin");
        File.Copy(busybox, Path.Combine(bin.FullName, "busybox"));
        foreach (var name in (string[])["sh", "echo", "cat", "sleep", "env", "ls", "yes", "touch"])
        {
            File.CreateSymbolicLink(Path.Combine(bin.FullName, name), "busybox");
        }

        var archive = Path.Combine(_folder.FullName, "image.tar");
        await System.Formats.Tar.TarFile.CreateFromDirectoryAsync(Path.Combine(_folder.FullName, "image"), archive, includeBaseDirectory: false);
        var (code, output) = await Run("import", "--change", "CMD [\"/bin/echo\",\"Hello\"]", archive, Image);
        foreach (var name in (string[])["docker.io/library/hello-world:latest", "docker.io/library/alpine:latest"])
        {
            // The images of the standard's examples, so that none is pulled.
            _ = await Run("tag", Image, name);
        }

        if (code == 0)
        {
            (code, output) = await Run("run", "--rm", "--network=none", Image, "/bin/sh", "-c", "true");
        }

        return code == 0 ? null : output.Trim();
    }

    private ProcessStartInfo Start(params string[] arguments) =>
        new("podman", ["--root", Path.Combine(_folder.FullName, "root"), "--runroot", Path.Combine(_folder.FullName, "run"), "--storage-driver=vfs", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CONTAINERS_CONF"] = Path.Combine(_folder.FullName, "containers.conf") },
        };
}
