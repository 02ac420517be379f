using System.Globalization;
using System.Text;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Secrets;

/// <summary>The secrets of a host, read anew when their files have changed: a password that was replaced needs no restart.</summary>
/// <remarks>Thread-safe. At most every two seconds one caller looks at the files' times. Files that cannot be read leave what was read before.</remarks>
internal sealed partial class FollowedSecrets : ISecretSource
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly ContinuoOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<FollowedSecrets> _logger;
    private readonly Lock _lock = new();
    private volatile SecretTable _table;
    private string _stamp;
    private long _looked;

    /// <exception cref="HostingException">A source is there and cannot be read; says which and what to do.</exception>
    public FollowedSecrets(ContinuoOptions options, TimeProvider time, ILogger<FollowedSecrets> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _stamp = Stamp();
        _table = SecretTable.Read(options);
        _looked = time.GetTimestamp();
    }

    public JsonValue? Find(string name)
    {
        Look();
        return _table.Find(name);
    }

    private void Look()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _looked)) < s_interval || !_lock.TryEnter())
        {
            return;
        }

        try
        {
            Volatile.Write(ref _looked, _time.GetTimestamp());
            var stamp = Stamp();
            if (stamp != _stamp)
            {
                _stamp = stamp;
                _table = SecretTable.Read(_options);
                LogReadAnew();
            }
        }
        catch (Exception problem) when (problem is HostingException or IOException or UnauthorizedAccessException)
        {
            LogNotRead(problem.Message);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private string Stamp()
    {
        var stamp = new StringBuilder();
        Add(new FileInfo(Path.Combine(_options.DataDirectory, SecretTable.FileName)));
        Add(new FileInfo(Path.Combine(_options.DataDirectory, SecretVault.FileName)));
        if (_options.SecretsDirectory is { } folder && Directory.Exists(folder))
        {
            // The folder itself changes when Kubernetes swaps what is in it.
            Add(new DirectoryInfo(folder));
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                Add(entry);
            }
        }

        return stamp.ToString();

        void Add(FileSystemInfo entry) =>
            stamp.Append(CultureInfo.InvariantCulture, $"{entry.FullName} {(entry.Exists ? entry.LastWriteTimeUtc.Ticks : 0)} {(entry is FileInfo { Exists: true } file ? file.Length : 0)}\n");
    }

    [LoggerMessage(EventId = 3030, Level = LogLevel.Information, Message = "The secrets have changed and were read anew")]
    private partial void LogReadAnew();

    [LoggerMessage(EventId = 3031, Level = LogLevel.Warning, Message = "The secrets have changed and could not be read; those before stay: {Why}")]
    private partial void LogNotRead(string why);
}
