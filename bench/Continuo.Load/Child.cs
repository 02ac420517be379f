using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Continuo.Load;

/// <summary>This program again, in a process of its own: a server under load, or the service that it calls.</summary>
internal sealed class Child : IDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private Child(Process process, string url)
    {
        _process = process;
        Url = url;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
    }

    public string Url { get; }

    public HttpClient Http { get; }

    /// <summary>utime and stime.</summary>
    public double CpuSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(')')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    public double ResidentBytes => long.Parse(File.ReadAllText($"/proc/{_process.Id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * (double)Environment.SystemPageSize;

    public static Child Start(string role, params string[] arguments)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        return new(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [role, url, .. arguments]))!, url);
    }

    /// <summary>Asks again and again until it is answered with success.</summary>
    public async Task<string> Answer(string path, int everyMs = 5)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var response = await Http.GetAsync(path);
                if (response.IsSuccessStatusCode)
                {
                    return await response.Content.ReadAsStringAsync();
                }
            }
            catch (HttpRequestException) when (!_process.HasExited && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2))
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(everyMs), TimeProvider.System);
        }
    }

    /// <summary>As kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
