using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>An exception as the history keeps it.</summary>
internal static class BreakReason
{
    private const int MostCharacters = 4_000;

    public static string Of(Exception exception)
    {
        if (exception is TurnTooLongException)
        {
            // Where in our code it was says nothing.
            return exception.Message;
        }

        var text = $"{exception.GetType().Name}: {exception.Message}\n{exception.StackTrace}";
        return text.Length <= MostCharacters ? text : text[..MostCharacters];
    }
}
