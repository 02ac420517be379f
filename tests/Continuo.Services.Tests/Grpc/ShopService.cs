using System.Collections.Concurrent;
using Continuo.Services.Tests.Grpc.Wire;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Continuo.Services.Tests.Grpc;

/// <summary>A real service, made by the official generator from the proto that the calls are made from.</summary>
public sealed class ShopService : Shop.ShopBase
{
    public static ConcurrentQueue<Metadata> Seen { get; } = new();

    public override Task<Everything> Echo(Everything request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Total> Buy(Item request, ServerCallContext context)
    {
        Seen.Enqueue(context.RequestHeaders);
        return Task.FromResult(new Total { Count = request.Count, Names = { request.Name } });
    }

    public override async Task List(Item request, IServerStreamWriter<Item> responseStream, ServerCallContext context)
    {
        for (var i = 1; i <= request.Count; i++)
        {
            await responseStream.WriteAsync(new Item { Name = request.Name, Count = i });
        }
    }

    public override async Task<Total> Fill(IAsyncStreamReader<Item> requestStream, ServerCallContext context)
    {
        var total = new Total();
        await foreach (var item in requestStream.ReadAllAsync())
        {
            total.Count += item.Count;
            total.Names.Add(item.Name);
        }

        return total;
    }

    public override async Task Haggle(IAsyncStreamReader<Item> requestStream, IServerStreamWriter<Item> responseStream, ServerCallContext context)
    {
        await foreach (var item in requestStream.ReadAllAsync())
        {
            await responseStream.WriteAsync(new Item { Name = item.Name, Count = item.Count * 2 });
        }
    }

    public override Task<Empty> Fail(Item request, ServerCallContext context) => throw new RpcException(new Status((StatusCode)request.Count, request.Name));

    public override Task<Empty> Ping(Empty request, ServerCallContext context) => Task.FromResult(request);
}
