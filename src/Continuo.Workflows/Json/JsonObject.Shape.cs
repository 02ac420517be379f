namespace Continuo.Workflows.Json;

public sealed partial class JsonObject
{
    /// <summary>How objects of one shape look with some members set: the shape that results, and where these members stand in it.</summary>
    internal sealed class Extension
    {
        private readonly Shape _from;
        private readonly Shape _to;

        public Extension(JsonObject members, Shape set)
        {
            _from = members._keys;
            var names = new List<string>(_from.Names);
            Positions = new int[set.Names.Length];
            for (var i = 0; i < Positions.Length; i++)
            {
                var at = _from.IndexOf(set.Names[i]);
                Positions[i] = at < 0 ? names.Count : at;
                if (at < 0)
                {
                    names.Add(set.Names[i]);
                }
            }

            _to = names.Count == _from.Names.Length ? _from : new Shape([.. names]);
        }

        public int[] Positions { get; }

        public bool Fits(JsonObject members) => ReferenceEquals(members._keys, _from);

        public JsonValue[] Start(JsonObject members)
        {
            var values = new JsonValue[_to.Names.Length];
            members._values.CopyTo(values, 0);
            return values;
        }

        public JsonObject Make(JsonValue[] values) => new(_to, values);
    }

    /// <summary>Names and their index, shared by every object that differs in values only.</summary>
    internal sealed class Shape(string[] names)
    {
        public readonly string[] Names = names;

        /// <summary>An object of these names; takes ownership of <paramref name="values"/>.</summary>
        public JsonObject Make(JsonValue[] values) => new(this, values);

        private Dictionary<string, int>? _index;

        public int IndexOf(string key)
        {
            var names = Names;
            if (names.Length < IndexedFrom)
            {
                for (var i = 0; i < names.Length; i++)
                {
                    if (ReferenceEquals(names[i], key) || names[i] == key)
                    {
                        return i;
                    }
                }

                return -1;
            }

            // A race builds the index twice and publishes one of two equal ones.
            var index = Volatile.Read(ref _index);
            if (index is null)
            {
                index = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
                for (var i = 0; i < names.Length; i++)
                {
                    index.Add(names[i], i);
                }

                Volatile.Write(ref _index, index);
            }

            return index.TryGetValue(key, out var found) ? found : -1;
        }
    }
}
