using Continuo.Workflows.Json;
using Jint;
using Jint.Native;
using Jint.Runtime.Descriptors;

namespace Continuo.Workflows.Expressions.JavaScript;

/// <summary>Values of a workflow as those of JavaScript.</summary>
internal sealed class JavaScriptValues(Engine engine, JavaScriptSecrets secrets)
{
    public JsValue Of(JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.True:
                return JsBoolean.True;
            case JsonKind.False:
                return JsBoolean.False;
            case JsonKind.Number:
                return new JsNumber(value.Number);
            case JsonKind.String:
                return new JsString(value.String);
            case JsonKind.Symbolic:
                return new JavaScriptSecret(engine, secrets, value.Symbolic);
            case JsonKind.Array:
                var items = new JsValue[value.Array.Count];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Of(value.Array[i]);
                }

                return new JsArray(engine, items);
            case JsonKind.Object:
                var made = new JsObject(engine);
                foreach (var (key, member) in value.Object)
                {
                    // Defined and not assigned, so that "__proto__" is a key like any other.
                    made.DefineOwnProperty(key, new PropertyDescriptor(Of(member), writable: true, enumerable: true, configurable: true));
                }

                return made;
            default:
                return JsValue.Null;
        }
    }
}
