namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Definitions for the options that are not everybody's.</summary>
public static partial class Definitions
{
    private static readonly Dictionary<string, string> s_options = new()
    {
        ["handlers with every condition"] = """
            do:
              - t1:
                  try: [{bad: {raise: {error: {type: "https://x/e", status: 500, title: T, detail: D, instance: /here}}}}]
                  catch: {errors: {with: {type: "https://x/e", title: T, detail: D, instance: /here}}, when: .status == 500, exceptWhen: .status == 404, do: [{h: {call: echo, with: {v: 1}}}], then: t2}
              - never: {call: broken}
              - t2:
                  try: [{bad: {raise: {error: {type: "https://x/e", status: 500, detail: D}}}}]
                  catch: {errors: {with: {details: D}}, do: [{h: {call: echo, with: {v: 2}}}], then: end}
              - nor: {call: broken}
            """,
        ["retries with every limit"] = """
            do:
              - linear:
                  try: [{ok: {call: echo, with: {v: 1}}}, {once: {call: flaky}}]
                  catch:
                    retry:
                      when: .status > 0
                      exceptWhen: .status == 404
                      delay: {seconds: 1, milliseconds: 5}
                      backoff: {linear: {}}
                      jitter: {from: {milliseconds: 0}, to: {seconds: 1}}
                      limit: {attempt: {count: 5, duration: {minutes: 5}}, duration: {days: 1}}
              - slow:
                  try: [{w: {wait: PT1H}}]
                  catch: {retry: {delay: PT1S, backoff: {constant: {}}, limit: {attempt: {count: 1, duration: PT1M}}}, do: [{late: {set: {status: "${ $error.status }"}}}]}
            """,
        ["a listener that counts"] = """
            do:
              - say1: {emit: {event: {with: {type: com.test.a, source: "https://test", data: {k: "1"}}}}}
              - say2: {emit: {event: {with: {type: com.test.a, source: "https://test", data: {k: "2"}}}}}
              - say3: {emit: {event: {with: {type: com.test.a, source: "https://test", data: {k: "1"}}}}}
              - counted:
                  listen: {to: {any: [{with: {type: com.test.a}, correlate: {k: {from: .data.k, expect: "1"}}}], until: length == 2}, read: envelope}
                  output: {as: "map(.type)"}
                  export: {as: "$context + {a: length}"}
                  metadata: {continuo: {since: start, place: true}}
            """,
        ["listeners until events"] = """
            do:
              - say1: {emit: {event: {with: {type: com.test.b, source: "https://test", data: 1}}}}
              - say2: {emit: {event: {with: {type: com.test.end1, source: "https://test"}}}}
              - say3: {emit: {event: {with: {type: com.test.end2, source: "https://test"}}}}
              - first: {listen: {to: {any: [{with: {type: com.test.b}}], until: {one: {with: {type: com.test.end1}}}}}}
              - second: {listen: {to: {any: [{with: {type: com.test.c}}], until: {any: [{with: {type: com.test.end2}}]}}}, export: {as: .}}
              - third: {listen: {to: {any: [{with: {type: com.test.d}}], until: {all: [{with: {type: com.test.end3}}]}}}, timeout: {after: PT1H}, if: "false"}
            """,
        ["data that are checked"] = """
            input: {schema: {document: {type: object}}, from: "{n: .n, id: .id}"}
            output: {as: "{end: .}", schema: {document: {type: object}}}
            timeout: {after: PT10H}
            do:
              - a:
                  input: {schema: {document: {type: object}}, from: "{m: .n}"}
                  call: echo
                  with: {m: "${ .m }"}
                  output: {as: "{o: .m}", schema: {document: {required: [o]}}}
                  export: {as: "$context + {a: .o}", schema: {document: {required: [a]}}}
                  metadata: {continuo: {idempotencyKey: "${ \"key-\" + ($workflow.input.id | tostring) }"}}
              - b: {try: [{wrong: {set: {x: 1}, output: {schema: {document: {required: [y]}}}}}], catch: {do: [{told: {call: echo, with: {type: "${ $error.type }"}}}]}}
            """,
        ["messages for a while"] = """
            do:
              - some: {call: asyncapi, with: {document: {endpoint: "http://svc/"}, channel: c, subscription: {consume: {while: length < 2}}}}
            """,
    };
}
