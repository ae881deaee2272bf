// SPDX-License-Identifier: Apache-2.0
#include "core/manifest/policy.hpp"

#include "core/base/sha256.hpp"
#include "core/base/text.hpp"
#include "core/job/description.hpp"
#include "core/security/guarded_file.hpp"

#include <sstream>

namespace loads::manifest {
namespace {

// Lines as sha256sum writes them: the digest, and then what is for people.
base::Result<std::set<wire::Digest>> read_digests(const std::string& path) {
  const auto text = security::read_guarded_file(path, security::Guard::list);
  if (!text)
    return text.error();
  std::istringstream file(*text);
  std::set<wire::Digest> digests;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    std::string word;
    std::istringstream(line) >> word;
    if (word.empty() || word.front() == '#')
      continue;
    const auto digest = wire::Digest::parse(word);
    if (!digest)
      return base::usage_error(base::printable(path) + ":" + std::to_string(number) +
                               ": it does not begin with a SHA-256, as sha256sum writes it");
    digests.insert(*digest);
  }
  if (digests.empty())
    return base::usage_error("cannot use " + base::printable(path) +
                             ": it has no digests; put what sha256sum writes into it");
  return digests;
}

base::Error refuse(const std::string& why) {
  return base::infrastructure_error("the agent does not take the run: " + why);
}

} // namespace

base::Result<Policy> Policy::open(const PolicyOptions& options, const std::string& nonces,
                                  std::uint64_t now_unix_s) {
  Policy policy;
  policy.modules_ = options.modules;
  if (options.modules == Modules::signed_runs) {
    auto signers = read_signers(options.signers);
    if (!signers)
      return signers.error();
    policy.signers_ = std::move(*signers);
    auto used = Nonces::open(nonces, now_unix_s);
    if (!used)
      return used.error();
    policy.nonces_.emplace(std::move(*used));
  }
  if (options.modules == Modules::digests) {
    auto digests = read_digests(options.digests);
    if (!digests)
      return digests.error();
    policy.digests_ = std::move(*digests);
  }
  return policy;
}

base::Result<std::string> Policy::judge(const wire::StreamId& stream, const wire::Assign& assign,
                                        std::uint64_t now_unix_s) {
  switch (modules_) {
  case Modules::any:
    return std::string();
  case Modules::signed_runs:
    return judge_signature(stream, assign, now_unix_s);
  case Modules::digests:
    return judge_digests(assign);
  }
  return refuse("it has no rule for it");
}

base::Result<std::string> Policy::judge_signature(const wire::StreamId& stream, const wire::Assign& assign,
                                                  std::uint64_t now_unix_s) {
  if (assign.manifest.empty())
    return refuse("it is not signed, and this agent takes signed runs alone; see loads-runner --sign");
  auto vouched = verify(assign.manifest, signers_);
  if (!vouched)
    return refuse(vouched.error().text);
  const Manifest& manifest = vouched->manifest;
  if (manifest.run != stream.run)
    return refuse("its manifest is that of another run");
  if (manifest.plan.bytes != base::sha256_of(assign.plan))
    return refuse("its plan is not the one that was signed");
  if (manifest.files != assign.files)
    return refuse("its files are not those that were signed");
  if (assign.agents != manifest.agents || stream.stream == 0 || stream.stream > manifest.agents)
    return refuse("it was signed for " + base::counted(manifest.agents, "agent"));
  if (now_unix_s > manifest.not_after_unix_s)
    return refuse("its signature expired " + std::to_string(now_unix_s - manifest.not_after_unix_s) +
                  " s ago; sign it anew");
  if (manifest.not_after_unix_s - now_unix_s >
      static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(longest_validity).count()))
    return refuse("its signature would be valid for more than 32 days; are the clocks right?");
  auto is_new = nonces_->use(manifest.nonce, manifest.not_after_unix_s, stream);
  if (!is_new)
    return refuse(is_new.error().text);
  if (!*is_new)
    return refuse("its manifest was used before; each is for one run");
  return "signed by " + vouched->signer;
}

// Files that a suite only reads may be any.
base::Result<std::string> Policy::judge_digests(const wire::Assign& assign) const {
  const auto description = job::description_from_json(assign.plan);
  if (!description)
    return refuse(description.error().text);
  if (description->external || !description->python_packages.empty())
    return refuse("it brings programs, and this agent takes suites of its list alone (--digests)");
  for (const wire::File& file : assign.files)
    if (file.use != wire::FileUse::include && !digests_.contains(file.digest))
      return refuse(base::printable(file.name) + " (" + file.digest.text() +
                    ") is not in its list (--digests)");
  return std::string();
}

void Policy::begun(const wire::StreamId& stream) {
  if (nonces_)
    nonces_->begun(stream);
}

} // namespace loads::manifest
