// SPDX-License-Identifier: Apache-2.0
#include "app/demo/rules.h"

namespace sinergi::app {
namespace {

using K = NumberKind;
using S = Season;
constexpr unsigned kP = kPuskesmas, kH = kHospital, kC = kClinic, kD = kDistrict;

void add_populations(std::vector<NumberRule>& rules) {
    const std::vector<NumberRule> own = {
        {"PENDUDUK", kP, K::Population, "", 1},
        {"PENDUDUK_L", kP, K::YearShare, "PENDUDUK", 0.503},
        {"PENDUDUK_P", kP, K::Rest, "PENDUDUK_L", 1},
        {"SAS_BUMIL", kP, K::YearShare, "PENDUDUK", 0.02002},
        {"SAS_BULIN", kP, K::YearShare, "PENDUDUK", 0.01911},
        {"SAS_BAYI", kP, K::YearShare, "PENDUDUK", 0.0182},
        {"SAS_BADUTA", kP, K::YearShare, "PENDUDUK", 0.036},
        {"SAS_BALITA", kP, K::YearShare, "PENDUDUK", 0.088},
        {"PUS", kP, K::YearShare, "PENDUDUK", 0.165},
        {"WUS", kP, K::YearShare, "PENDUDUK", 0.27},
        {"TB_ESTIMASI", kP, K::YearShare, "PENDUDUK", 0.0036},
        {"SPM_K01_SASARAN", kP, K::YearShare, "SAS_BUMIL", 1},
        {"SPM_K02_SASARAN", kP, K::YearShare, "SAS_BULIN", 1},
        {"SPM_K03_SASARAN", kP, K::YearShare, "SAS_BAYI", 1},
        {"SPM_K04_SASARAN", kP, K::YearShare, "SAS_BALITA", 1},
        {"SPM_K05_SASARAN", kP, K::YearShare, "PENDUDUK", 0.152},
        {"SPM_K06_SASARAN", kP, K::YearShare, "PENDUDUK", 0.63},
        {"SPM_K07_SASARAN", kP, K::YearShare, "PENDUDUK", 0.105},
        {"SPM_K08_SASARAN", kP, K::YearShare, "PENDUDUK", 0.215},
        {"SPM_K09_SASARAN", kP, K::YearShare, "PENDUDUK", 0.0155},
        {"SPM_K10_SASARAN", kP, K::YearShare, "PENDUDUK", 0.0017},
        {"SPM_K11_SASARAN", kP, K::YearShare, "PENDUDUK", 0.0175},
        {"SPM_K12_SASARAN", kP, K::YearShare, "PENDUDUK", 0.027},
        {"UHH", kD, K::District, "", 68.6, 0.24, 2.2},
        {"HLS", kD, K::District, "", 12.6, 0.06, 0.5},
        {"RLS", kD, K::District, "", 7.9, 0.12, 0.7},
        {"PKP", kD, K::District, "", 10400000, 330000, 1400000},
    };
    rules.insert(rules.end(), own.begin(), own.end());
}

void add_satisfaction(std::vector<NumberRule>& rules) {
    constexpr std::array<std::string_view, 9> kRespondents = {
        "IKM_N1", "IKM_N2", "IKM_N3", "IKM_N4", "IKM_N5", "IKM_N6", "IKM_N7", "IKM_N8", "IKM_N9"};
    constexpr std::array<std::string_view, 9> kScores = {
        "IKM_U1", "IKM_U2", "IKM_U3", "IKM_U4", "IKM_U5", "IKM_U6", "IKM_U7", "IKM_U8", "IKM_U9"};
    // Waiting time and buildings please least, conduct of staff most.
    constexpr std::array<double, 9> kMeans = {3.25, 3.2, 2.95, 3.4, 3.25, 3.35, 3.45, 3.3, 3.0};
    for (std::size_t i = 0; i < 9; ++i) {
        rules.push_back({kRespondents[i], kP | kH, K::Respondents, "", 60, 0, 90});
        rules.push_back({kScores[i], kP | kH, K::Scores, kRespondents[i], kMeans[i], 0.03, 0.3});
    }
}

// As many items per service as the form of the twelve services lists; goods and staff together.
void add_quality_items(std::vector<NumberRule>& rules) {
    struct Service {
        std::string_view items, shares;
        double count, level;
    };
    constexpr std::array<Service, 12> kServices = {{
        {"SPM_K01_BUTIR", "SPM_K01_MUTU", 8, 88},
        {"SPM_K02_BUTIR", "SPM_K02_MUTU", 6, 90},
        {"SPM_K03_BUTIR", "SPM_K03_MUTU", 9, 87},
        {"SPM_K04_BUTIR", "SPM_K04_MUTU", 15, 84},
        {"SPM_K05_BUTIR", "SPM_K05_MUTU", 12, 80},
        {"SPM_K06_BUTIR", "SPM_K06_MUTU", 15, 74},
        {"SPM_K07_BUTIR", "SPM_K07_MUTU", 10, 77},
        {"SPM_K08_BUTIR", "SPM_K08_MUTU", 7, 79},
        {"SPM_K09_BUTIR", "SPM_K09_MUTU", 11, 78},
        {"SPM_K10_BUTIR", "SPM_K10_MUTU", 7, 72},
        {"SPM_K11_BUTIR", "SPM_K11_MUTU", 13, 76},
        {"SPM_K12_BUTIR", "SPM_K12_MUTU", 12, 75},
    }};
    for (const Service& each : kServices) {
        rules.push_back({each.items, kP, K::Items, "", each.count});
        rules.push_back({each.shares, kP, K::ItemShares, each.items, each.level, 2, 8});
    }
}

void add_mothers_and_children(std::vector<NumberRule>& rules) {
    const std::vector<NumberRule> own = {
        {"KELAHIRAN_HIDUP", kP, K::Flow, "SAS_BAYI", 0.955, -0.005, 0.03},
        {"LAHIR_MATI", kP, K::Share, "KELAHIRAN_HIDUP", 0.006},
        {"KEMATIAN_IBU", kP, K::Share, "KELAHIRAN_HIDUP", 0.0018, -0.0001, 0.0006},
        {"KEMATIAN_NEONATAL", kP, K::Share, "KELAHIRAN_HIDUP", 0.0085, -0.0004, 0.003},
        {"KEMATIAN_BAYI", kP, K::Plus, "KEMATIAN_NEONATAL", 0.0042, -0.0002, 0.001},
        {"KEMATIAN_BALITA", kP, K::Plus, "KEMATIAN_BAYI", 0.0021, -0.0001, 0.0005},
        {"K1", kP, K::Flow, "SAS_BUMIL", 0.96, 0.008, 0.05},
        {"K4", kP, K::Flow, "SAS_BUMIL", 0.85, 0.015, 0.09},
        {"K6", kP, K::Flow, "SAS_BUMIL", 0.64, 0.05, 0.14},
        {"PN", kP, K::Flow, "SAS_BULIN", 0.91, 0.01, 0.06},
        {"PF", kP, K::Share, "PN", 0.94, 0.01, 0.05},
        {"KF1", kP, K::Share, "PN", 0.97, 0, 0.02},
        {"KFL", kP, K::Share, "KF1", 0.9, 0.01, 0.06},
        {"KN1", kP, K::Share, "KELAHIRAN_HIDUP", 0.97, 0, 0.02},
        {"KNL", kP, K::Share, "KN1", 0.94, 0.005, 0.04},
        {"BBL_TIMBANG", kP, K::Share, "KELAHIRAN_HIDUP", 0.985, 0, 0.01},
        {"BBLR", kP, K::Share, "BBL_TIMBANG", 0.048, -0.001, 0.015},
        {"IMD", kP, K::Share, "KELAHIRAN_HIDUP", 0.8, 0.02, 0.1},
        {"KOMPLIKASI_IBU", kP, K::Flow, "SAS_BUMIL", 0.15, 0.004, 0.04},
        {"BUMIL_LILA", kP, K::Share, "K1", 0.96, 0, 0.03},
        {"BUMIL_KEK", kP, K::Share, "BUMIL_LILA", 0.13, -0.007, 0.04},
        {"BUMIL_HB", kP, K::Share, "K1", 0.9, 0.01, 0.06},
        {"BUMIL_ANEMIA", kP, K::Share, "BUMIL_HB", 0.22, -0.01, 0.05},
        {"BUMIL_TTD", kP, K::Flow, "SAS_BUMIL", 0.8, 0.02, 0.1},
        {"KB_AKTIF", kP, K::Stock, "PUS", 0.67, 0.007, 0.07},
        {"HB0", kP, K::Share, "KELAHIRAN_HIDUP", 0.92, 0.008, 0.05},
        {"BCG", kP, K::Flow, "SAS_BAYI", 0.91, 0.008, 0.05},
        {"DPT1", kP, K::Flow, "SAS_BAYI", 0.92, 0.006, 0.05},
        {"DPT3", kP, K::Share, "DPT1", 0.95, 0.003, 0.03},
        {"MR1", kP, K::Flow, "SAS_BAYI", 0.87, 0.012, 0.08},
        {"IDL", kP, K::Flow, "SAS_BAYI", 0.79, 0.022, 0.12},
        {"PCV2", kP, K::Flow, "SAS_BAYI", 0.42, 0.14, 0.15},
        {"IBL", kP, K::Flow, "SAS_BAYI", 0.66, 0.03, 0.13},
        {"T2PLUS", kP, K::Flow, "SAS_BUMIL", 0.68, 0.02, 0.12},
    };
    rules.insert(rules.end(), own.begin(), own.end());
}

void add_nutrition(std::vector<NumberRule>& rules) {
    const std::vector<NumberRule> own = {
        {"GIZI_S", kP, K::Stock, "SAS_BALITA", 0.96, 0, 0.02},
        {"GIZI_D", kP, K::Share, "GIZI_S", 0.72, 0.025, 0.12},
        {"GIZI_DN", kP, K::Share, "GIZI_D", 0.9, 0.005, 0.04},
        {"GIZI_N", kP, K::Share, "GIZI_DN", 0.71, 0.01, 0.08},
        {"BGM", kP, K::Share, "GIZI_D", 0.012, -0.001, 0.005},
        {"BALITA_UKUR", kP, K::Share, "GIZI_D", 0.93, 0.01, 0.04},
        {"WASTING", kP, K::Share, "BALITA_UKUR", 0.048, -0.002, 0.015},
        {"GIZI_BURUK", kP, K::Share, "BALITA_UKUR", 0.0034, -0.0002, 0.0015},
        {"GIZI_BURUK_RAWAT", kP, K::Share, "GIZI_BURUK", 0.93, 0.01, 0.05},
        {"TB_UKUR", kP, K::Share, "GIZI_D", 0.97, 0, 0.02, S::FebruaryAugust},
        {"STUNTING", kP, K::Share, "TB_UKUR", 0.092, -0.01, 0.03, S::FebruaryAugust},
        {"ASI_RECALL", kP, K::Stock, "SAS_BAYI", 0.42, 0, 0.05, S::FebruaryAugust},
        {"ASI_EKS", kP, K::Share, "ASI_RECALL", 0.64, 0.02, 0.12, S::FebruaryAugust},
        {"VITA", kP, K::Share, "GIZI_S", 0.86, 0.015, 0.08, S::FebruaryAugust},
    };
    rules.insert(rules.end(), own.begin(), own.end());
}

void add_standards_and_diseases(std::vector<NumberRule>& rules) {
    const std::vector<NumberRule> own = {
        {"SPM_K01_LAYAN", kP, K::Flow, "SPM_K01_SASARAN", 0.83, 0.025, 0.09},
        {"SPM_K02_LAYAN", kP, K::Flow, "SPM_K02_SASARAN", 0.85, 0.025, 0.08},
        {"SPM_K03_LAYAN", kP, K::Flow, "SPM_K03_SASARAN", 0.87, 0.02, 0.08},
        {"SPM_K04_LAYAN", kP, K::Flow, "SPM_K04_SASARAN", 0.72, 0.045, 0.13},
        {"SPM_K05_LAYAN", kP, K::Flow, "SPM_K05_SASARAN", 0.76, 0.05, 0.12, S::School},
        {"SPM_K06_LAYAN", kP, K::Flow, "SPM_K06_SASARAN", 0.48, 0.09, 0.17, S::Rising},
        {"SPM_K07_LAYAN", kP, K::Flow, "SPM_K07_SASARAN", 0.66, 0.06, 0.14, S::Rising},
        {"SPM_K08_LAYAN", kP, K::Flow, "SPM_K08_SASARAN", 0.42, 0.08, 0.17, S::Rising},
        {"SPM_K09_LAYAN", kP, K::Flow, "SPM_K09_SASARAN", 0.7, 0.07, 0.16},
        {"SPM_K10_LAYAN", kP, K::Flow, "SPM_K10_SASARAN", 0.76, 0.04, 0.13},
        {"SPM_K11_LAYAN", kP, K::Flow, "SPM_K11_SASARAN", 0.5, 0.1, 0.16},
        {"SPM_K12_LAYAN", kP, K::Flow, "SPM_K12_SASARAN", 0.6, 0.08, 0.16},
        {"TB_KASUS", kP | kC, K::Flow, "TB_ESTIMASI", 0.6, 0.06, 0.16},
        {"TB_OBATI", kP, K::Share, "TB_KASUS", 0.92, 0.01, 0.04},
        {"TB_KOHORT", kP, K::Flow, "TB_ESTIMASI", 0.54, 0.05, 0.12},
        {"TB_SEMBUH", kP, K::Share, "TB_KOHORT", 0.84, 0.01, 0.07},
        {"HIV_POSITIF", kP, K::Share, "SPM_K12_LAYAN", 0.009, 0, 0.005},
        {"DBD_KASUS", kP | kC, K::Flow, "PENDUDUK", 0.00062, 0, 0.00025, S::Rain},
        {"DBD_MATI", kP, K::Share, "DBD_KASUS", 0.007},
        {"DIARE", kP, K::Flow, "PENDUDUK", 0.022, -0.001, 0.006, S::Rain},
        {"PNEUMONIA", kP, K::Flow, "SAS_BALITA", 0.028, 0.001, 0.01},
        {"MALARIA", kP, K::Flow, "PENDUDUK", 0.0001, -0.00002, 0.00006, S::Rain},
        {"HT_TERKENDALI", kP, K::Share, "SPM_K08_LAYAN", 0.38, 0.03, 0.1},
        {"DM_TERKENDALI", kP, K::Share, "SPM_K09_LAYAN", 0.34, 0.03, 0.1},
        {"CKG", kP, K::Flow, "PENDUDUK", 0.1, 0.06, 0.08, S::FromFebruary2025},
        {"JKN_PESERTA", kP, K::Stock, "PENDUDUK", 0.92, 0.017, 0.03},
        {"JKN_AKTIF", kP, K::Share, "JKN_PESERTA", 0.75, 0.016, 0.07},
        {"JKN_PEMDA", kP, K::Share, "JKN_PESERTA", 0.19, 0.012, 0.05},
        {"KS_DATA", kP, K::Stock, "PENDUDUK", 0.21, 0.006, 0.03},
        {"KS_SEHAT", kP, K::Share, "KS_DATA", 0.26, 0.035, 0.11},
        {"SPM_P1_SASARAN", kP, K::Flow, "PENDUDUK", 0.0016, 0, 0.0006, S::Rain},
        {"SPM_P1_LAYAN", kP, K::Share, "SPM_P1_SASARAN", 0.95, 0.01, 0.03},
        {"SPM_P2_SASARAN", kP, K::Flow, "PENDUDUK", 0.0007, 0, 0.0003, S::Rain},
        {"SPM_P2_LAYAN", kP, K::Share, "SPM_P2_SASARAN", 0.94, 0.01, 0.04},
    };
    rules.insert(rules.end(), own.begin(), own.end());
}

void add_facilities(std::vector<NumberRule>& rules) {
    constexpr unsigned kAll = kP | kH | kC;
    const std::vector<NumberRule> own = {
        {"RS_TT", kH, K::Stock, "PENDUDUK", 0.0025},
        {"RS_HP", kH, K::BedDays, "RS_TT", 0.6, 0.02, 0.14},
        {"RS_KELUAR", kH, K::Share, "RS_HP", 0.25, 0.003, 0.03},
        {"RS_LAMA", kH, K::Share, "RS_HP", 0.98, 0, 0.01},
        {"RS_MATI", kH, K::Share, "RS_KELUAR", 0.03, -0.001, 0.008},
        {"RS_MATI48", kH, K::Share, "RS_MATI", 0.45, 0, 0.08},
        {"POSYANDU", kP, K::Stock, "SAS_BALITA", 0.018, 0, 0.002},
        {"POSYANDU_AKTIF", kP, K::Share, "POSYANDU", 0.7, 0.03, 0.15},
        {"FASKES", kAll, K::Constant, "", 1},
        {"RME_KIRIM", kAll, K::YesNo, "", 0.05, 0.22, 0.1},
        {"PKM", kP, K::Constant, "", 1},
        {"PKM_9NAKES", kP, K::YesNo, "", 0.38, 0.08, 0.25},
        {"DOKTER", kAll, K::Constant, "", 1, 0, 3},
        {"BIDAN", kP | kH, K::Constant, "", 8, 0, 14},
        {"OBAT_LAPOR", kP, K::Constant, "", 1},
        {"OBAT_CUKUP", kP, K::Share, "OBAT_LAPOR", 0.9, 0.015, 0.06},
        {"SKDR_WAJIB", kP, K::Weeks, ""},
        {"SKDR_TERIMA", kP, K::Share, "SKDR_WAJIB", 0.95, 0.01, 0.04},
        {"SKDR_TEPAT", kP, K::Share, "SKDR_TERIMA", 0.84, 0.02, 0.12},
        {"KUNJUNGAN", kAll, K::Flow, "PENDUDUK", 0.95, 0.05, 0.2},
    };
    rules.insert(rules.end(), own.begin(), own.end());
}

}  // namespace

const std::vector<NumberRule>& number_rules() {
    static const std::vector<NumberRule> kRules = [] {
        std::vector<NumberRule> rules;
        add_populations(rules);
        add_satisfaction(rules);
        add_quality_items(rules);
        add_mothers_and_children(rules);
        add_nutrition(rules);
        add_standards_and_diseases(rules);
        add_facilities(rules);
        return rules;
    }();
    return kRules;
}

double season_factor(Season season, int year, int month) {
    using Year = std::array<double, 12>;
    constexpr Year kRain = {1.9, 1.8, 1.5, 1.2, 0.8, 0.6, 0.5, 0.4, 0.5, 0.7, 0.9, 1.2};
    constexpr Year kSchool = {0.2, 0.3, 0.4, 0.3, 0.4, 0.3, 1.4, 3.0, 2.8, 1.7, 0.8, 0.4};
    constexpr Year kRising = {0.6, 0.7, 0.8, 0.9, 0.9, 1.0, 1.1, 1.1, 1.2, 1.2, 1.3, 1.2};
    const auto index = static_cast<std::size_t>(month - 1);
    switch (season) {
        case Season::Flat: return 1;
        case Season::Rain: return kRain[index];
        case Season::School: return kSchool[index];
        case Season::Rising: return kRising[index];
        case Season::FebruaryAugust: return month == 2 || month == 8 ? 1 : 0;
        case Season::FromFebruary2025: return year * 12 + month >= 2025 * 12 + 2 ? 1 : 0;
    }
    return 1;
}

}  // namespace sinergi::app
