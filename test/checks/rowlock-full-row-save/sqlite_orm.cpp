// sqlite_orm: update() writes every column, as it was read.
// RUN: %check %s -- -isystem %stubs/sqlite_orm
// RUN: %if sqlite_orm %{ %check %s -- -isystem %sqlite-orm %}

#include <sqlite_orm/sqlite_orm.h>

#include <memory>
#include <optional>
#include <string>

using namespace sqlite_orm;

struct Ticket {
  int id = -1;
  std::string title;
  std::string state;
  int votes = 0;
};

static auto tickets = make_storage(
    "tickets.sqlite", make_table("ticket", make_column("id", &Ticket::id, primary_key()),
                                 make_column("title", &Ticket::title),
                                 make_column("state", &Ticket::state),
                                 make_column("votes", &Ticket::votes)));

void bad_close(int id) {
  auto ticket = tickets.get<Ticket>(id);
  ticket.state = "closed";
  tickets.update(ticket);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this save puts back 'title' and 'votes' of 'ticket' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

void bad_rename(int id, const std::string &title) {
  auto ticket = tickets.get_pointer<Ticket>(id);
  if (!ticket)
    return;
  ticket->title = title;
  tickets.update(*ticket);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this save puts back 'state' and 'votes' of 'ticket' as line [[#@LINE-5]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

void bad_optional(int id, const std::string &state) {
  if (std::optional<Ticket> ticket = tickets.get_optional<Ticket>(id)) {
    ticket->state = state;
    tickets.update(*ticket);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this save puts back 'title' and 'votes' of 'ticket' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  }
}

void bad_all(const std::string &from, const std::string &to) {
  for (auto &ticket : tickets.get_all<Ticket>(where(c(&Ticket::state) == from))) {
    ticket.state = to;
    tickets.update(ticket);
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this save puts back 'title' and 'votes' of 'ticket' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
  }
}

void bad_replace(int id) {
  auto ticket = tickets.get<Ticket>(id);
  ticket.state = "open";
  tickets.replace(ticket);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this save puts back 'title' and 'votes' of 'ticket' as line [[#@LINE-3]] read it: a concurrent change in between is lost [rowlock-full-row-save]
}

void bad_callback(int id) {
  tickets.transaction([&] {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this transaction fails under load: it reads 'ticket' in line [[@LINE+1]] and writes 'ticket' in line [[@LINE+3]], and if anybody writes in between, SQLite refuses it (SQLITE_BUSY) and nothing tries again [rowlock-deferred-upgrade]
    auto ticket = tickets.get<Ticket>(id);
    ticket.state = "open";
    tickets.update(ticket);
    return true;
  });
}

void good_column(int id) {
  tickets.update_all(set(c(&Ticket::state) = "closed"), where(c(&Ticket::id) == id));
}

void good_locked(int id) {
  auto guard = tickets.immediate_transaction_guard();
  auto ticket = tickets.get<Ticket>(id);
  ticket.state = "closed";
  tickets.update(ticket);
  guard.commit();
}

void good_everything(int id, std::string title, std::string state, int votes) {
  Ticket ticket;
  ticket.id = id;
  ticket.title = title;
  ticket.state = state;
  ticket.votes = votes;
  tickets.update(ticket);
}

void good_given(const Ticket &edited) { tickets.update(edited); }

void good_copy(int id) {
  auto ticket = tickets.get<Ticket>(id);
  ticket.title = "copy of " + ticket.title;
  tickets.insert(ticket);
}
