using System.Collections.Frozen;

namespace WhatsAppOrdering.Parties;

/// <summary>ISO 4217, list one (active codes that are money), with the digits after the point.</summary>
public static class Currencies
{
    private static readonly FrozenDictionary<string, short> digitsOf = new (short Digits, string Codes)[]
    {
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK"),
        (2, "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL"),
        (2, "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK"),
        (2, "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    }.SelectMany(row => row.Codes.Split(' ').Select(code => (code, row.Digits))).ToFrozenDictionary(row => row.code, row => row.Digits);

    /// <returns>Null for what is no currency.</returns>
    public static short? DigitsOf(string code) => digitsOf.TryGetValue(code, out var digits) ? digits : null;
}
