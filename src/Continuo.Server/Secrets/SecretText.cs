using Continuo.Workflows.Json;

namespace Continuo.Server.Secrets;

/// <summary>A secret that was given as text: an object where it is one in JSON, else itself.</summary>
public static class SecretText
{
    public static JsonValue Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith('{'))
        {
            try
            {
                return JsonValue.Parse(text);
            }
            catch (JsonSyntaxException)
            {
                // A password may well begin with a brace.
            }
        }

        return text;
    }
}
