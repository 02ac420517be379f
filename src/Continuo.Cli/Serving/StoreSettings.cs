using System.Net;
using Continuo.Cluster;
using Continuo.Journal.Postgres;
using Continuo.Runtime.Journaling;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Cli.Serving;

/// <summary>A store that several servers share.</summary>
internal sealed record StoreSettings(string Store, int Shards, IPAddress? Address, int Port, bool IsOnKubernetes)
{
    private PostgresJournalOptions Options => new() { Store = Store, Shards = Shards };

    /// <exception cref="JournalUnavailableException">It cannot be used; says why and what to do.</exception>
    public Task<PostgresJournal> Open(CancellationToken cancellation) => PostgresJournal.Open(Options, cancellation);

    public void Join(WebApplicationBuilder builder, PostgresJournal store)
    {
        builder.AddContinuoCluster(new ClusterOptions
        {
            ConnectionString = PostgresStore.ConnectionString(Options),
            Address = Address,
            Port = Port,
            IsOnKubernetes = IsOnKubernetes,
        });
        builder.Services.AddSingleton(NodeStore.Of(store));
    }
}
