using Continuo.Runtime.Checking;

namespace Continuo.Runtime.Journaling;

/// <summary>What only a store itself can tell about its health: its pages, its rows that belong to nothing, its disk.</summary>
public interface IStoreExamination
{
    /// <param name="deep">Whether every page is looked at, which reads the whole store.</param>
    /// <param name="findings">Takes what is found.</param>
    /// <param name="cancellation">Ends it.</param>
    ValueTask Examine(bool deep, Findings findings, CancellationToken cancellation);
}
