namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The readers of one document that do not depend on tasks.</summary>
internal sealed class Readers
{
    public Readers(LoadContext context)
    {
        Expressions = new ExpressionReader(context);
        Durations = new DurationReader(context, Expressions);
        Errors = new ErrorReader(context, Expressions, Durations);
        Events = new EventReader(context, Expressions);
        Authentications = new AuthenticationReader(context, Expressions);
        Endpoints = new EndpointReader(context, Expressions, Authentications);
    }

    public ExpressionReader Expressions { get; }

    public DurationReader Durations { get; }

    public ErrorReader Errors { get; }

    public EventReader Events { get; }

    public AuthenticationReader Authentications { get; }

    public EndpointReader Endpoints { get; }
}
