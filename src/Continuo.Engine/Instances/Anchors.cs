using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Where in a state a value can be copied from.</summary>
internal enum Register : byte
{
    Raw,
    In,
    Val,
    Items,
    UndoInput,

    /// <summary>The instance's context; the frame is zero.</summary>
    Context,

    /// <summary>The workflow's raw input; the frame is zero.</summary>
    Input,

    /// <summary>The arguments of a pending effect; the "frame" is the effect.</summary>
    Arguments,
}

/// <summary>The values of the state that a fact about one frame is likely to repeat, found by reference.</summary>
/// <remarks>What is looked at decides the size of facts, never their meaning: a reader resolves any place.</remarks>
internal sealed class Anchors
{
    private const int Levels = 3;
    private readonly List<(int Frame, Register Register, JsonValue Value)> _places = [];

    public void Gather(InstanceState state, int frameId, int effectId = 0)
    {
        _places.Clear();
        if (effectId != 0 && state.Effects.TryGetValue(effectId, out var effect))
        {
            Add(effectId, Register.Arguments, effect.Arguments);
        }

        for (var level = 0; level < Levels && frameId != 0 && state.Frames.TryGetValue(frameId, out var frame); level++)
        {
            Add(frameId, Register.Val, frame.Val);
            Add(frameId, Register.In, frame.In);
            Add(frameId, Register.Raw, frame.Raw);
            Add(frameId, Register.Items, frame.Items);
            Add(frameId, Register.UndoInput, frame.UndoInput);
            frameId = frame.Parent;
        }

        Add(0, Register.Context, state.Context);
        Add(0, Register.Input, state.Input);
    }

    public ReadOnlySpan<(int Frame, Register Register, JsonValue Value)> Places => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_places);

    public static JsonValue Resolve(InstanceState state, int frame, Register register) => register switch
    {
        Register.Raw => state.Frames[frame].Raw,
        Register.In => state.Frames[frame].In,
        Register.Val => state.Frames[frame].Val,
        Register.Items => state.Frames[frame].Items,
        Register.UndoInput => state.Frames[frame].UndoInput,
        Register.Context => state.Context,
        Register.Input => state.Input,
        Register.Arguments => state.Effects[frame].Arguments,
        _ => throw new InvalidDataException($"The journal refers to register {register}, which this version does not know."),
    };

    private void Add(int frame, Register register, JsonValue value)
    {
        if (value.AsArray is { Count: > 0 } || value.AsObject is { Count: > 0 } || value.AsString is { Length: >= ValueCodec.LongText })
        {
            foreach (var place in _places)
            {
                if (place.Value.IsSameAs(value))
                {
                    return;
                }
            }

            _places.Add((frame, register, value));
        }
    }
}
