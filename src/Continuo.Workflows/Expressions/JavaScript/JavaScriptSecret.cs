using Continuo.Workflows.Json;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Native.Symbol;
using Jint.Runtime.Interop;

namespace Continuo.Workflows.Expressions.JavaScript;

/// <summary>A secret as JavaScript sees it: something without a value that can be joined to text, or whose members can be named.</summary>
internal sealed class JavaScriptSecret(Engine engine, JavaScriptSecrets secrets, SymbolicText symbolic) : ObjectInstance(engine)
{
    public override JsValue Get(JsValue property, JsValue receiver)
    {
        if (property == GlobalSymbolRegistry.ToPrimitive || (property.IsString() && property.AsString() is "toString" or "valueOf" or "toJSON"))
        {
            return new ClrFunction(Engine, "token", (_, _) => secrets.TokenOf(symbolic));
        }

        return property.IsString() && symbolic.Member(property.AsString()) is { } member ? new JavaScriptSecret(Engine, secrets, member) : Undefined;
    }
}
