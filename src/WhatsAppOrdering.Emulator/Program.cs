using WhatsAppOrdering.Emulator.Hosting;

await using var app = EmulatorHost.Build(args);
await app.StartAsync();
Console.WriteLine($"EMULATOR READY {app.Urls.First()}");
await app.WaitForShutdownAsync();
