// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
// Helpdesk: tickets as dictionaries, since the web layer wants JSON objects anyway.
#include <pqxx/pqxx>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace helpdesk {

using Record = std::map<std::string, std::string>;

class Table {
 public:
  Table(pqxx::transaction_base& tx, std::string name, std::string key)
      : tx_(tx), name_(std::move(name)), key_(std::move(key)) {}

  Record get(const std::string& id, const std::string& suffix = {}) const {
    const pqxx::result res =
        tx_.exec_params("SELECT * FROM " + tx_.quote_name(name_) + " WHERE " + key_ + " = $1 " + suffix, id);
    if (res.empty()) throw std::out_of_range(name_ + "/" + id);
    Record record;
    for (const auto& field : res[0])
      if (!field.is_null()) record[field.name()] = field.c_str();
    return record;
  }

  void set(const std::string& id, const std::string& column, const std::string& value) const {
    tx_.exec_params("UPDATE " + tx_.quote_name(name_) + " SET " + tx_.quote_name(column) + " = $2 WHERE " + key_ + " = $1",
                    id, value);
  }

 private:
  pqxx::transaction_base& tx_;
  std::string name_, key_;
};

// A hazard.
void escalate(pqxx::connection& conn, const std::string& ticketId) {
  pqxx::work tx(conn);
  Table tickets(tx, "ticket", "id");
  Record t = tickets.get(ticketId);
  const int level = std::stoi(t["level"]) + 1;
  tickets.set(ticketId, "level", std::to_string(level));
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'level' of 'ticket' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  tx.commit();
}

// Safe: the record is fetched with FOR UPDATE.
void deescalate(pqxx::connection& conn, const std::string& ticketId) {
  pqxx::work tx(conn);
  Table tickets(tx, "ticket", "id");
  Record t = tickets.get(ticketId, "FOR UPDATE");
  const int level = std::stoi(t["level"]) - 1;
  tickets.set(ticketId, "level", std::to_string(level));
  tx.commit();
}

// A hazard.
void tag(pqxx::connection& conn, const std::string& ticketId, const std::vector<std::string>& tags) {
  pqxx::work tx(conn);
  Table tickets(tx, "ticket", "id");
  std::string all = tickets.get(ticketId)["tags"];
  for (const auto& t : tags)
    if (all.find(t) == std::string::npos) all += all.empty() ? t : "," + t;
  tickets.set(ticketId, "tags", all);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'tags' of 'ticket' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
  tx.commit();
}

// The title is made of the subject column: another column of the same row.
// Not judged here: other column of the same row is read and another one written.
void fillTitle(pqxx::connection& conn, const std::string& ticketId) {
  pqxx::work tx(conn);
  Table tickets(tx, "ticket", "id");
  Record t = tickets.get(ticketId);
  tickets.set(ticketId, "title", "[" + ticketId + "] " + t["subject"]);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: 'title' of 'ticket' is computed from 'subject', as line {{[0-9]+}} read it: a concurrent change in between is missed [rowlock-read-modify-write]
  tx.commit();
}

// Safe: the new owner is looked up in another table.
void assign(pqxx::connection& conn, const std::string& ticketId, const std::string& team) {
  pqxx::work tx(conn);
  Table tickets(tx, "ticket", "id");
  Table teams(tx, "team", "code");
  Record leader = teams.get(team);
  tickets.set(ticketId, "owner", leader["lead"] + "@" + team);
  tx.commit();
}

// Safe: lock on the ticket number is taken before the read and lasts to the end of the transaction.
void addMinutes(pqxx::connection& conn, const std::string& ticketId, int minutes) {
  pqxx::work tx(conn);
  tx.exec_params("SELECT pg_advisory_xact_lock(hashtext($1))", ticketId);
  Table tickets(tx, "ticket", "id");
  const int spent = std::stoi(tickets.get(ticketId)["minutes"]) + minutes;
  tickets.set(ticketId, "minutes", std::to_string(spent));
  tx.commit();
}

}  // namespace helpdesk
