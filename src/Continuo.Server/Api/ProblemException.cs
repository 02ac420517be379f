namespace Continuo.Server.Api;

/// <summary>Ends the handling of a request; the endpoint answers with the problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.What)
{
    public Problem Problem { get; } = problem;
}
