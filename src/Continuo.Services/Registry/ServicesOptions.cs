namespace Continuo.Services.Registry;

/// <summary>Where calls may go and how long they may take. Bound from <c>Continuo:Services</c>.</summary>
public sealed class ServicesOptions
{
    public const string Section = "Continuo:Services";

    /// <summary>
    /// The registered services: a name to the base addresses of its replicas. <c>http://payments/charge</c> in a workflow goes to one of those of <c>payments</c>.
    /// </summary>
    public IDictionary<string, IList<string>> Endpoints { get; } = new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Hosts that calls may reach besides registered services: <c>api.example.com</c>, <c>api.example.com:8443</c>, or <c>*.example.com</c> for every name below it.
    /// Empty allows all. Refusals are counted by <c>continuo.services.refused</c>.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// What the address of a document is relative to when a workflow names it by a relative one: the folder of the workflow file, with a slash at its end, or the server's address.
    /// Documents in that folder and below may be read. None by default: relative addresses are then refused.
    /// </summary>
    public Uri? DocumentBase { get; set; }

    /// <summary>Folders whose documents workflows may name by <c>file:</c>, with everything below them. Empty by default: none.</summary>
    public IList<string> DocumentFolders { get; } = [];

    /// <summary>The catalog that <c>call: name:version@default</c> means when a definition declares none: a folder, or an http or https address. It holds <c>functions/NAME/VERSION/function.yaml</c>.</summary>
    public string? DefaultCatalog { get; set; }

    /// <summary>How long a connection may take to come about; a host that drops packets is told from a slow one by it. Default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long one attempt of a call may take when neither its task nor its workflow has a timeout; a callee that died without a word would hold the task for ever.
    /// Default 10 min.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Hosts that <c>call: grpc</c> reaches without TLS even with an authentication, which would ask for it. Default: this machine, where nobody listens in.
    /// </summary>
    public ISet<string> PlaintextHosts { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "::1", "[::1]" };

    /// <summary>Whether <c>call: mcp</c> may start processes on this machine (its transport stdio). Default no: what starts processes is off until the operator allows it.</summary>
    public bool AllowStdio { get; set; }
}
