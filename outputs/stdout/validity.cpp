// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/validity.hpp"

#include "outputs/common/text.hpp"

namespace loads::outputs {
namespace {

std::string coloured(loads_validity validity, const std::string& text, const Style& style) {
  if (validity == LOADS_VALIDITY_INVALID)
    return style.red(text);
  return validity == LOADS_VALIDITY_SUSPECT ? style.yellow(text) : text;
}

std::string headline(const Totals& totals) {
  switch (totals.validity) {
  case LOADS_VALIDITY_VALID:
    return "Validity: valid";
  case LOADS_VALIDITY_SUSPECT:
    return "Validity: SUSPECT, something may show in the figures:";
  case LOADS_VALIDITY_INVALID:
    return std::string("Validity: INVALID, do not trust the figures") +
           (totals.allows_invalid ? " (--allow-invalid):" : ":");
  default:
    return "Validity: unknown";
  }
}

} // namespace

std::string validity_section(const Totals& totals, const Layout& layout) {
  if (findings(totals).empty())
    return {};
  std::string section = headline(totals);
  if (totals.validity == LOADS_VALIDITY_VALID || totals.validity == LOADS_VALIDITY_UNKNOWN) {
    for (const loads_finding& finding : findings(totals))
      section += ", " + safe_line(view(finding.sentence));
    return section + "\n\n";
  }
  section = coloured(totals.validity, section, layout.style) + "\n";
  for (const loads_finding& finding : findings(totals)) {
    section += coloured(finding.validity, "  " + safe_line(view(finding.sentence)), layout.style) + "\n";
    if (finding.advice.size > 0)
      section += "    " + safe_line(view(finding.advice)) + "\n";
  }
  return section + "\n";
}

} // namespace loads::outputs
