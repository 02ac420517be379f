namespace Continuo.Load;

/// <summary>Where the load goes: the engine in this process, or a server.</summary>
internal interface ITarget : IAsyncDisposable
{
    Task Deploy(string workflow);

    /// <summary>Runs one instance to its end; throws when it did not complete.</summary>
    Task Run(string workflow);

    /// <summary>Starts one and does not wait.</summary>
    Task Start(string workflow);

    /// <summary>Lets an instance that waits at its gate go on, chosen at random, and waits until its task is done. False: none waits.</summary>
    Task<bool> PassGate();

    /// <summary>CPU seconds of the engine's process so far.</summary>
    double CpuSeconds { get; }
}
