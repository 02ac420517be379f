using System.Collections.Immutable;

namespace Continuo.Cli.Testing;

/// <summary>How the cases of a file ended, and how long each took on the real clock.</summary>
internal sealed record SuiteResult(TestSuite Suite, ImmutableArray<CaseResult> Cases, ImmutableArray<TimeSpan> Took);
