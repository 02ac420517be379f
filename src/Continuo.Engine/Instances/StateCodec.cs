namespace Continuo.Engine.Instances;

/// <summary>States to snapshots and back.</summary>
public static class StateCodec
{
    public static byte[] Encode(InstanceState state) => throw new NotImplementedException();

    /// <exception cref="System.IO.InvalidDataException">Not a snapshot that this version can read.</exception>
    public static InstanceState Decode(InstanceId id, ReadOnlySpan<byte> snapshot) => throw new NotImplementedException();
}
