namespace Continuo.Workflows.Expressions.JavaScript;

/// <summary>Takes away chance, and bounds what grows in one call, where no counting of statements can see it.</summary>
internal static class JavaScriptPrelude
{
    public const string Text = """
        (() => {
          'use strict';
          const longest = 2 ** 22;
          Math.random = () => { throw new TypeError('an expression has no random numbers'); };
          const repeat = String.prototype.repeat;
          Object.defineProperty(String.prototype, 'repeat', { value: function (count) {
            if (String(this).length * Number(count) > longest) throw new RangeError('a text of more than ' + longest + ' characters');
            return repeat.call(this, count);
          } });
          for (const name of ['padStart', 'padEnd']) {
            const pad = String.prototype[name];
            Object.defineProperty(String.prototype, name, { value: function (length, ...rest) {
              if (Number(length) > longest) throw new RangeError('a text of more than ' + longest + ' characters');
              return pad.call(this, length, ...rest);
            } });
          }
          for (const name of ['ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry']) delete globalThis[name];
        })();
        """;
}
