using WhatsAppOrdering.Hosting;

return args.FirstOrDefault() switch
{
    "migrate" => await Verbs.MigrateAsync(args[1..]),
    "audit" => await Verbs.AuditAsync(args[1..]),
    "lift-freeze" => await LiftFreezeVerb.RunAsync(args[1..]),
    "interpret" => await Verbs.InterpretAsync(args[1..]),
    "import-catalog" => await ImportCatalogVerb.RunAsync(args[1..]),
    "api-key" => await ApiKeyVerb.RunAsync(args[1..]),
    "operator" => await OperatorVerb.RunAsync(args[1..]),
    "read-webhook" => await Verbs.ReadWebhookAsync(args[1..]),
    "templates" => await Verbs.TemplatesAsync(args[1..]),
    "doctor" => await Verbs.DoctorAsync(args[1..]),
    null => await Serve.RunAsync(args),
    { } first when first.StartsWith('-') => await Serve.RunAsync(args),
    { } unknown => Verbs.Unknown(unknown),
};
