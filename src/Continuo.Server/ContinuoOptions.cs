using Continuo.Engine;
using Continuo.Runtime;
using Continuo.Server.Hosting;
using Continuo.Workflows.Json;

namespace Continuo.Server;

/// <summary>How this process hosts Continuo.</summary>
public sealed class ContinuoOptions
{
    /// <summary>Where the store, the token and <c>secrets.json</c> are. One process at a time may use it.</summary>
    public string DataDirectory { get; set; } = ".continuo";

    /// <summary>Functions in C# that workflows call by name: <c>call: NAME</c>.</summary>
    public FunctionTable Functions { get; } = new();

    /// <summary>Secrets by name, text or an object of texts. They win over every other source.</summary>
    public IDictionary<string, JsonValue> Secrets { get; } = new Dictionary<string, JsonValue>(StringComparer.Ordinal);

    /// <summary>A folder with a file for each secret, such as one that Kubernetes mounts. Null for none.</summary>
    public string? SecretsDirectory { get; set; }

    /// <summary>Where the host name of a call leads when it is the name of a service; other names go to DNS.</summary>
    public IDictionary<string, Uri> Services { get; } = new Dictionary<string, Uri>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Folders whose files definitions that are deployed may refer to as <c>file:///PATH</c>. Empty allows none.</summary>
    public IList<string> DocumentFolders { get; } = [];

    /// <summary>The catalog that <c>call: name:version@default</c> means: a folder, or an http or https address; null for none.</summary>
    public string? DefaultCatalog { get; set; }

    /// <summary>Addresses that every lifecycle event is posted to, as a CloudEvent. Each goes on where it was after a restart.</summary>
    public IList<Uri> LifecycleSinks { get; } = [];

    /// <summary>Whether workflows with a <c>schedule</c> start by themselves here.</summary>
    public bool RunsSchedules { get; set; } = true;

    /// <summary>What relative addresses of documents refer to: a folder, with a slash at its end, whose documents may then be read, or an address. Null refuses them.</summary>
    public Uri? DocumentBase { get; set; }

    /// <summary>The limits of the engine; each is named in the error that it causes.</summary>
    public EngineLimits Limits { get; set; } = EngineLimits.Default;

    /// <summary>What a request's body may hold; more is answered with 413. Room for the largest value (2 MiB) and its escapes.</summary>
    public long MaxBodyBytes { get; set; } = 4L << 20;

    /// <summary>Space on the disk that is given up when it is full, so that cancels and completions still get through. Zero for a store that nobody keeps.</summary>
    public long BallastBytes { get; set; } = 64L << 20;

    /// <summary>Instances are deleted so long after their end; then their id is free again. <see cref="Timeout.InfiniteTimeSpan"/> keeps them for ever.</summary>
    public TimeSpan Retention { get; set; } = RetentionOptions.Standard;

    /// <summary>A folder where instances are kept, with their histories, before they are deleted. Null deletes them for good.</summary>
    public string? ArchiveDirectory { get; set; }

    /// <summary>Events are deleted so long after they were published, unless a listener has still to read them; until then a repeat is no new event. Infinite keeps them for ever.</summary>
    public TimeSpan EventRetention { get; set; } = RetentionOptions.Standard;

    /// <summary>How long effects in flight may go on after the process was asked to end. What is left goes on after the next start.</summary>
    public TimeSpan DrainPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Host names, beside those of the loopback interface, by which requests without a token may come.</summary>
    public ISet<string> AllowedHosts { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Origins, such as <c>https://ops.example.com</c>, whose pages may call the API from a browser. The server's own always may.</summary>
    public ISet<string> AllowedOrigins { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
