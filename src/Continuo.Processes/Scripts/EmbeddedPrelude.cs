namespace Continuo.Processes.Scripts;

/// <summary>What an embedded script finds of Node: console, process, and the reading of its standard input.</summary>
internal static class EmbeddedPrelude
{
    public const string Text = """
        (() => {
          const write = __write, exit = __exit, stdin = __stdin, argv = __argv, env = __env, variables = __variables;
          for (const name of ['__write', '__exit', '__stdin', '__argv', '__env', '__variables']) delete globalThis[name];

          const quote = text => text.includes("'") ? JSON.stringify(text) : "'" + JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"') + "'";
          const key = name => /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
          const lines = (open, items, close, indent) => {
            if (items.length === 0) return open + close;
            const line = open + ' ' + items.join(', ') + ' ' + close;
            if (line.length + indent.length <= 76 && !line.includes('\n')) return line;
            return open + '\n' + items.map(item => indent + '  ' + item).join(',\n') + '\n' + indent + close;
          };
          const inspect = (value, depth, indent, seen) => {
            switch (typeof value) {
              case 'string': return quote(value);
              case 'bigint': return value + 'n';
              case 'symbol': return value.toString();
              case 'function': return value.name ? '[Function: ' + value.name + ']' : '[Function (anonymous)]';
              case 'object': break;
              default: return Object.is(value, -0) ? '-0' : String(value);
            }
            if (value === null) return 'null';
            if (value instanceof Error) return value.stack || String(value);
            if (value instanceof Date) return isNaN(value) ? 'Invalid Date' : value.toISOString();
            if (value instanceof RegExp) return String(value);
            if (seen.includes(value)) return '[Circular *1]';
            if (depth > 2) return Array.isArray(value) ? '[Array]' : '[Object]';
            const inner = item => inspect(item, depth + 1, indent + '  ', [...seen, value]);
            if (Array.isArray(value)) return lines('[', value.map(inner), ']', indent);
            if (value instanceof Map) return lines('Map(' + value.size + ') {', [...value].map(([k, v]) => inner(k) + ' => ' + inner(v)), '}', indent);
            if (value instanceof Set) return lines('Set(' + value.size + ') {', [...value].map(inner), '}', indent);
            const name = value.constructor && value.constructor !== Object && value.constructor.name ? value.constructor.name + ' ' : '';
            return lines(name + '{', Object.keys(value).map(k => key(k) + ': ' + inner(value[k])), '}', indent);
          };
          const show = value => typeof value === 'string' ? value : inspect(value, 0, '', []);
          const format = values => {
            if (typeof values[0] !== 'string') return values.map(show).join(' ');
            let next = 1;
            const text = values[0].replace(/%[sdifjoOc%]/g, found => {
              if (found === '%%') return values.length > 1 ? '%' : '%%';
              if (next >= values.length) return found;
              const value = values[next++];
              switch (found) {
                case '%s': return typeof value === 'object' ? show(value) : String(value);
                case '%d': return String(Number(value));
                case '%i': return String(parseInt(value));
                case '%f': return String(parseFloat(value));
                case '%j': return JSON.stringify(value);
                case '%c': return '';
                default: return inspect(value, 0, '', []);
              }
            });
            return [text, ...values.slice(next).map(show)].join(' ');
          };

          const out = (...values) => write(1, format(values) + '\n');
          const err = (...values) => write(2, format(values) + '\n');
          globalThis.console = { log: out, info: out, debug: out, error: err, warn: err, trace: err };
          globalThis.process = {
            argv, env, exitCode: undefined, platform: 'jint', version: 'v0', versions: {},
            exit: code => exit(Number(code ?? globalThis.process.exitCode ?? 0)),
            cwd: () => '/',
            stdin: { fd: 0 },
            stdout: { fd: 1, write: text => (write(1, String(text)), true) },
            stderr: { fd: 2, write: text => (write(2, String(text)), true) },
          };
          const fs = {
            readFileSync: path => {
              if (path === 0 || path === '/dev/stdin') return stdin;
              throw new Error('An embedded script reads no files but its standard input (0).');
            },
          };
          globalThis.require = name => {
            switch (name) {
              case 'fs': case 'node:fs': return fs;
              case 'process': case 'node:process': return globalThis.process;
              default: throw new Error("An embedded script has no module '" + name + "'; run it by node.");
            }
          };
          globalThis.global = globalThis;
          Object.assign(globalThis, variables);
        })();
        """;
}
