namespace Continuo.Simulator.Nodes;

/// <summary>A machine: its clock, its way to the store, and the process that runs on it, if any.</summary>
internal sealed class SimHost(string name, Cluster cluster)
{
    private readonly Queue<Action> _frozen = new();
    private int _incarnations;

    public string Name { get; } = name;

    public NodeProcess? Process { get; private set; }

    /// <summary>How wrong its clock is.</summary>
    public TimeSpan Skew { get; set; }

    public bool IsPaused { get; private set; }

    /// <summary>Whether it cannot reach the store.</summary>
    public bool IsCutOff { get; set; }

    public DateTimeOffset Now => cluster.World.Now + Skew;

    public void Start()
    {
        if (Process is null)
        {
            Process = new($"{Name}.{++_incarnations}", this, cluster);
            cluster.World.Note(Name, $"starts as {Process.Name}");
            Process.Begin();
        }
    }

    /// <summary>The process is gone, and with it all that it had not committed. What it has sent is on its way.</summary>
    public void Kill()
    {
        if (Process is { } process)
        {
            cluster.World.Note(Name, "is killed");
            process.IsDead = true;
            Process = null;
            _frozen.Clear();
            IsPaused = false;
        }
    }

    public void Pause()
    {
        if (Process is not null)
        {
            cluster.World.Note(Name, "is paused");
            IsPaused = true;
        }
    }

    public void Resume()
    {
        if (IsPaused)
        {
            cluster.World.Note(Name, "goes on");
            IsPaused = false;
            while (!IsPaused && _frozen.TryDequeue(out var action))
            {
                action();
            }
        }
    }

    /// <summary>Runs it in this process, now or when it goes on.</summary>
    public void Run(NodeProcess process, Action action)
    {
        if (process.IsDead)
        {
            return;
        }

        if (IsPaused)
        {
            _frozen.Enqueue(() => Run(process, action));
        }
        else
        {
            action();
        }
    }
}
