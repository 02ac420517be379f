using System.Diagnostics.CodeAnalysis;
using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

/// <summary>One time for each instance, in the order (time, number): equal times keep an order, so that a limit can fall between them.</summary>
internal sealed class DueSet
{
    private readonly SortedSet<Wake> _order = new(ByTimeAndNumber.Instance);
    private readonly Dictionary<InstanceId, Wake> _of = [];

    public int Count => _of.Count;

    public Wake? First => _order.Count == 0 ? null : _order.Min;

    public Wake? Last => _order.Count == 0 ? null : _order.Max;

    public static int Compare(Wake left, Wake right) => ByTimeAndNumber.Instance.Compare(left, right);

    public void Set(Wake wake)
    {
        if (_of.TryGetValue(wake.Instance, out var before))
        {
            if (before == wake)
            {
                return;
            }

            _order.Remove(before);
        }

        _of[wake.Instance] = wake;
        _order.Add(wake);
    }

    public void Remove(InstanceId instance)
    {
        if (_of.Remove(instance, out var before))
        {
            _order.Remove(before);
        }
    }

    /// <summary>Takes the first out if it is due.</summary>
    public bool TryTakeDue(DateTimeOffset now, [NotNullWhen(true)] out Wake? due)
    {
        due = First;
        if (due is not { } first || first.At.CompareTo(WakeAt.At(now)) > 0)
        {
            due = null;
            return false;
        }

        Remove(first.Instance);
        return true;
    }

    private sealed class ByTimeAndNumber : IComparer<Wake>
    {
        public static readonly ByTimeAndNumber Instance = new();

        public int Compare(Wake x, Wake y)
        {
            var order = x.At.CompareTo(y.At);
            return order != 0 ? order : x.Number.CompareTo(y.Number);
        }
    }
}
