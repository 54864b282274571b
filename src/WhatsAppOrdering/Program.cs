using WhatsAppOrdering.Hosting;

return args.FirstOrDefault() switch
{
    "migrate" => await Verbs.MigrateAsync(args[1..]),
    "audit" => await Verbs.AuditAsync(args[1..]),
    null => await Serve.RunAsync(args),
    { } first when first.StartsWith('-') => await Serve.RunAsync(args),
    { } unknown => Verbs.Unknown(unknown),
};
