namespace Continuo.Processes;

/// <summary>How <c>run: shell</c>, <c>script</c> and <c>container</c> are performed. Bound from <c>Continuo:Processes</c>.</summary>
public sealed class ProcessesOptions
{
    public const string Section = "Continuo:Processes";

    /// <summary>Which kinds may be started at all.</summary>
    public AllowedProcesses Allowed { get; set; }

    /// <summary>What one stream of a process may write when it is the output of its task; a process that writes more is killed. Both streams together must fit into a value (2 MiB).</summary>
    public int MaxOutputBytes { get; set; } = 1 << 20;

    /// <summary>What a script that is fetched or read from a file may have.</summary>
    public int MaxSourceBytes { get; set; } = 1 << 20;

    /// <summary>Processes at a time; more wait. Counted by <c>continuo.processes.waiting</c>.</summary>
    public int MaxProcesses { get; set; } = 64;

    /// <summary>Where shell commands run; the host's current directory when null.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Folders that scripts may be read from; a relative source is relative to the first. None: no files.</summary>
    public IList<string> SourceDirectories { get; } = [];

    /// <summary>What a relative source is relative to when there are no <see cref="SourceDirectories"/>: the server's address.</summary>
    public Uri? SourceBase { get; set; }

    /// <summary>The interpreter of Python scripts: a name on the PATH, or a path. The first of python3 and python when null.</summary>
    public string? Python { get; set; }

    /// <summary>The interpreter of JavaScript: a name on the PATH, or a path. Without one, or when it cannot be found, scripts run embedded, by Jint.</summary>
    public string? Node { get; set; } = "node";

    /// <summary>Where the Docker Engine API is, such as <c>unix:///var/run/docker.sock</c> or <c>tcp://host:2375</c>. DOCKER_HOST when null, and the usual socket without that.</summary>
    public string? DockerHost { get; set; }

    /// <summary>What an embedded script may allocate from its start to its end, garbage included.</summary>
    public long MaxScriptBytes { get; set; } = 256L << 20;
}
