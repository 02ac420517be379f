namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Builtins that are written in jq itself.</summary>
internal static class Prelude
{
    public const string Source = """
        def map_values(f): .[] |= f;
        def recurse(f; cond): recurse(f | select(cond));
        def values: select(. != null);
        def nulls: select(. == null);
        def scalars: select(type | . != "array" and . != "object");
        def iterables: select(type | . == "array" or . == "object");
        def booleans: select(type == "boolean");
        def numbers: select(type == "number");
        def strings: select(type == "string");
        def arrays: select(type == "array");
        def objects: select(type == "object");
        def finites: select(isinfinite or isnan | not);
        def normals: select(isnormal);
        def del(f): delpaths([path(f)]);
        def paths: path(..) | select(length > 0);
        def paths(f): path(.. | select(f)) | select(length > 0);
        def leaf_paths: paths(scalars);
        def pick(f): . as $top | reduce path(f) as $p (null; setpath($p; $top | getpath($p)));
        def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
        def with_entries(f): to_entries | map(f) | from_entries;
        def in($object): . as $k | $object | has($k);
        def inside($whole): . as $part | $whole | contains($part);
        def index($i): indices($i) | .[0];
        def rindex($i): indices($i) | .[-1:][0];
        def any: any(.[]; .);
        def all: all(.[]; .);
        def any(f): any(.[]; f);
        def all(f): all(.[]; f);
        def isvalid(f): try (f | true) catch false;
        def first: .[0];
        def last: .[-1];
        def nth($n): .[$n];
        def nth($n; f): if $n < 0 then error("nth doesn't support negative indices") else first(skip($n; f)) end;
        def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
        def combinations(n): . as $dot | [range(n)] | map($dot) | combinations;
        def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
        def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
        def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
        def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
        def fromdate: fromdateiso8601;
        def date: todate;
        def dateadd(u; n): . + n;
        def datesub(u; n): . - n;
        def tostream: path(def r: (.[]? | r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);
        def fromstream(f): {x: null, e: false} as $init
            | foreach f as $i ($init;
                if .e then $init else . end
                | if $i | length == 2
                  then setpath(["e"]; $i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1])
                  else setpath(["e"]; $i[0] | length == 1) end;
                if .e then .x else empty end);
        def truncate_stream(stream): . as $n | null | stream | . as $input | if (.[0] | length) > $n then setpath([0]; .[0][$n:]) else empty end;
        def INDEX(stream; f): reduce stream as $row ({}; .[$row | f | tostring] |= $row);
        def INDEX(f): INDEX(.[]; f);
        def JOIN($idx; f): [.[] | [., $idx[f]]];
        def JOIN($idx; stream; f): stream | [., $idx[f]];
        def JOIN($idx; stream; f; join): stream | [., $idx[f]] | join;
        def IN(s): any(s == .; .);
        def IN(src; s): any(src == s; .);
        """;
}
