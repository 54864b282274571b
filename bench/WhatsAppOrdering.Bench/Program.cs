using WhatsAppOrdering.Bench.Reserving;
using WhatsAppOrdering.Bench.Serving;
using WhatsAppOrdering.Bench.Understanding;

// Every performance figure that the README states, by one command each.
return args switch
{
    ["reserve", .. var rest] => await ReserveBench.RunAsync(rest),
    ["webhook", .. var rest] => await WebhookBench.RunAsync(rest),
    ["chat", .. var rest] => await ChatBench.RunAsync(rest),
    ["talk", .. var rest] => await TalkBench.RunAsync(rest),
    ["interpret", .. var rest] => await InterpretBench.RunAsync(rest),
    ["fuzz", .. var rest] => await FuzzBench.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench/WhatsAppOrdering.Bench -- COMMAND

        reserve [--seconds 2] [--rounds 3]   orders on one line and on 1,000 lines, at 1, 16 and 64 clients; on a line with
                                             [--entries 300000] beside one with 1,000, and its statement; the first again with
                                             4 ms there and back to the database; and the gates
                                             [--only-long]: the long line alone; [--only-audit]: orders beside an audit, alone;
                                             [--only-short]: without these two; [--clients 64]: so many alone;
                                             [--network 4]: so many ms alone
        webhook [--seconds 10] [--rate N]    answers to webhooks while turns run, at rates that go up (or at one), and the gate
        interpret [--rounds 15]              reading of messages against catalogs that grow, building of their indexes, and the gates
        fuzz [--strings 1000000] [--seed 1]  messages that nobody wrote: no exception, no line from noise, work counted
        talk [--turns 10000] [--seed 1]      shopkeepers who talk at random through the emulator, and the gate
        chat [--seconds 60] [--rates 5,10]   whole orders against the emulator: what is held without a backlog, and what costs most
        """);
    return 2;
}
