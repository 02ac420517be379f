namespace Continuo.Workflows.Schemas.Patterns;

/// <summary>Reads the sets of characters in brackets.</summary>
internal sealed class EcmaClasses(string source)
{
    private readonly EcmaEscapes _escapes = new(source);

    /// <summary>The set that begins at a '['.</summary>
    public CharacterSet Read(ref int at)
    {
        var start = at++;
        var isNegated = at < source.Length && source[at] == '^';
        at += isNegated ? 1 : 0;
        var set = new CharacterSet();
        while (true)
        {
            if (at >= source.Length)
            {
                throw EcmaEscapes.Wrong("'[' is not closed", start);
            }

            if (source[at] == ']')
            {
                at++;
                return isNegated ? set.Negated() : set;
            }

            ReadRange(set, ref at);
        }
    }

    private void ReadRange(CharacterSet set, ref int at)
    {
        var first = ReadAtom(set, ref at);
        if (at + 1 >= source.Length || source[at] != '-' || source[at + 1] == ']')
        {
            if (first is { } single)
            {
                set.Add(single, single);
            }

            return;
        }

        at++;
        var last = ReadAtom(set, ref at);
        if (first is { } from && last is { } to)
        {
            set.Add(from, from <= to ? to : throw EcmaEscapes.Wrong("a range of characters is out of order", at));
            return;
        }

        // A hyphen beside a class such as \w is a hyphen.
        set.Add('-', '-');
        if ((first ?? last) is { } other)
        {
            set.Add(other, other);
        }
    }

    /// <summary>One character of a class, or null when it was a class of its own and is added already.</summary>
    private int? ReadAtom(CharacterSet set, ref int at)
    {
        if (at >= source.Length)
        {
            throw EcmaEscapes.Wrong("'[' is not closed", at);
        }

        if (source[at] != '\\')
        {
            return _escapes.ReadCodePoint(ref at);
        }

        if (_escapes.ReadSet(ref at) is { } escaped)
        {
            set.Add(escaped);
            return null;
        }

        return _escapes.ReadCharacter(ref at, isInClass: true);
    }
}
