using System.Collections.Frozen;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// The codes that Meta takes as a template's language, from its page "Supported languages" for templates
/// (developers.facebook.com/documentation/business-messaging/whatsapp/templates/supported-languages), as providers and
/// client libraries had copied it by May 2026; ar_SA and es_VE, which only some had, are left out. Case-sensitive, and not
/// BCP 47: there is no bare <c>pt</c> and no Nepali at all. The emulator compiles this file too.
/// </summary>
public static class TemplateLanguages
{
    public static FrozenSet<string> AtMeta { get; } = """
        af sq ar ar_AE ar_EG ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da prs_AF nl nl_BE
        en en_AE en_AU en_CA en_GB en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_US en_ZA et
        fil fi fr fr_BE fr_CA fr_CH fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG
        lo lv lt mk ms ml mr nb ps_AF fa pl pt_BR pt_PT pa ro ru sr si_LK sk sl
        es es_AR es_CL es_CO es_CR es_DO es_EC es_ES es_HN es_MX es_PA es_PE es_UY sw sv ta te th tr uk ur uz vi zu
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
