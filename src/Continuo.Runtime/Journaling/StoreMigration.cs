namespace Continuo.Runtime.Journaling;

/// <summary>What became of a migration.</summary>
/// <param name="From">The format that the store had; zero when there was none.</param>
/// <param name="To">The format of this program.</param>
/// <param name="IsChanged">Whether anything was done.</param>
public sealed record StoreMigration(int From, int To, bool IsChanged);
