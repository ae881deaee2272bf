// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/background.hpp"
#include "core/base/log.hpp"
#include "core/broker/broker.hpp"
#include "core/broker/file_store.hpp"
#include "core/broker/followers.hpp"
#include "core/broker/front.hpp"
#include "core/broker/notices.hpp"
#include "core/security/key_list_file.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace loads::broker {

// The broker with its socket, its store and its files: does what the state machine wants done. The thread
// that calls run() has the socket and never waits for a disk; the store and the files have a thread each.
class Service {
public:
  struct Parts {
    Front front;
    std::optional<security::KeyListFile> keys; // none: all doors are without
    std::unique_ptr<store::Store> store;
    store::Image image; // what is in it
    FileStore files;
    std::unique_ptr<Notices> notices;
    base::Log& log;
    base::AuditLog audit;
  };
  Service(Parts parts, Settings settings);

  // Until SIGTERM or SIGINT, which must be blocked, as SIGHUP: that opens the log anew, and reads the list of
  // keys. An Error: it cannot go on.
  base::Status run();

private:
  // A question for stored batches that waits; a later one of the same runner for the same run replaces it.
  struct ReplaySlot {
    std::mutex mutex;
    std::optional<Replay> replay;
  };

  void take_messages();
  void act_on_all();
  void act(Send& send);
  void act(Publish& publish);
  void act(Commit& commit);
  void act(Reload&);
  void act(WriteFile& write);
  void act(SendChunks& chunks);
  void act(CheckFile& check);
  void act(DropFile& drop);
  void act(Replay& replay);
  void act(Notify& notice);
  void act(FoldRun& fold);
  void act(Audit& audit);
  wire::Sent send(const Peer& to, const wire::Message& message);
  void answer(const Replay& replay, const base::Result<std::vector<wire::Message>>& batches);
  void take_notices();
  void complain_of(const Sender& sender, const base::Error& error);
  void watch_keys();
  void take_keys(const base::Result<std::size_t>& read);
  void tidy();
  base::TimePoint now() const { return clock_.now(); }

  base::SteadyClock clock_;
  base::Log& log_;
  base::AuditLog audit_;
  Front front_;
  std::optional<security::KeyListFile> keys_;
  std::unique_ptr<store::Store> store_; // used by its thread alone
  FileStore files_;                     // as well
  std::unique_ptr<Notices> notices_;
  Broker broker_;
  Followers followers_;
  std::map<std::pair<Peer, wire::RunId>, std::shared_ptr<ReplaySlot>> replays_;
  std::map<std::string, std::string> complaints_; // the last of each key, by its name
  std::size_t bytes_to_write_ = 0;                // of files
  std::size_t chunks_to_read_ = 0;                // questions for them
  std::uint64_t faults_ = 0;                      // messages that could not be read, since the last tidy()
  base::TimePoint next_tidy_{}, next_look_at_keys_{};
  base::Background store_thread_, files_thread_; // end first
};

} // namespace loads::broker
