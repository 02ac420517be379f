using System.Globalization;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Ids and chance that are the same in every run of a test.</summary>
internal sealed class VirtualAmbient(ISecretSource secrets) : IAmbient
{
    private long _position;
    private int _ids;
    private uint _chance = 2_463_534_242;

    /// <summary>Turns are not cut by time here: how fast the machine is must not show.</summary>
    public TimeSpan Elapsed => TimeSpan.Zero;

    public Guid NewId(DateTimeOffset now) => Guid.ParseExact($"00000000-0000-7000-8000-{(++_ids).ToString("x12", CultureInfo.InvariantCulture)}", "D");

    public double NextDouble()
    {
        // Xorshift: all that is asked of it is to be repeatable.
        _chance ^= _chance << 13;
        _chance ^= _chance >> 17;
        _chance ^= _chance << 5;
        return _chance / 4_294_967_296d;
    }

    public long NextPosition() => ++_position;

    public JsonValue? Secret(string name) => secrets.Find(name);
}
