// RUN: %check %s -- -isystem %stubs/pqxx-7
// RUN: %check %s --
#include <pqxx/pqxx>
#include <string>

// A journal with a connection of its own.
class Journal {
public:
  explicit Journal(const std::string &dsn) : own_(dsn) {}
  void write(const std::string &line) {
    pqxx::nontransaction n(own_);
    n.exec_params("INSERT INTO journal(line) VALUES ($1)", line);
  }

private:
  pqxx::connection own_;
};

class Shop {
public:
  Shop(const std::string &dsn, const std::string &archive)
      : db_(dsn), archive_(archive), journal_(dsn), dsn_(dsn) {}

  void bad_journal(int item) {
    pqxx::work tx(db_);
    tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
    // CHECK-MESSAGES: :[[@LINE+4]]:5: warning: this is no part of the transaction of line [[@LINE-2]]: it goes to another connection to the same database, so what it writes to 'journal' stays, even if the transaction is rolled back [rowlock-outer-handle]
    // CHECK-MESSAGES: :[[@LINE-3]]:16: note: the transaction begins here
    // CHECK-MESSAGES: :[[@LINE-3]]:5: note: the transaction writes to 'stock' here
    // CHECK-MESSAGES: :[[@LINE+1]]:5: note: if something fails from here to the commit, 'stock' is as it was before, and 'journal' is not
    journal_.write("sold");
    tx.commit();
  }

  void good_behind(int item) {
    {
      pqxx::work tx(db_);
      tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
      tx.commit();
    }
    journal_.write("sold");
  }

  void good_before(int item) {
    journal_.write("about to sell");
    pqxx::work tx(db_);
    tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
    tx.commit();
  }

  void good_inside(int item) {
    pqxx::work tx(db_);
    tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
    tx.exec_params("INSERT INTO journal(line) VALUES ($1)", "sold");
    tx.commit();
  }

  // What fails is written down so that it survives the rollback.
  void good_failure(int item) {
    pqxx::work tx(db_);
    try {
      tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
    } catch (const pqxx::sql_error &) {
      journal_.write("not sold");
      throw;
    }
    tx.commit();
  }

  // Another database.
  void good_archive(int item) {
    pqxx::work tx(db_);
    tx.exec_params("DELETE FROM stock WHERE item = $1", item);
    pqxx::work into(archive_);
    into.exec_params("INSERT INTO stock(item) VALUES ($1)", item);
    into.commit();
    tx.commit();
  }

  void bad_second_transaction(int item) {
    pqxx::work tx(db_);
    tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
    pqxx::connection other(dsn_);
    pqxx::work second(other);
    second.exec_params("UPDATE stock SET seen = true WHERE item = $1", item);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this is no part of the transaction of line [[@LINE-5]]: it goes to another connection to the same database, so what it writes to 'stock' stays, even if the transaction is rolled back [rowlock-outer-handle]
    // CHECK-MESSAGES: :[[@LINE-2]]:5: note: if both want one row of 'stock', this line waits for the transaction, and the transaction for this line: no deadlock that the database can see
    second.commit();
    tx.commit();
  }

  int bad_read(int item) {
    pqxx::work tx(db_);
    tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
    pqxx::connection other(dsn_);
    pqxx::nontransaction look(other);
    int left =
        look.exec_params1("SELECT qty FROM stock WHERE item = $1", item)[0]
            .as<int>();
    // CHECK-MESSAGES: :[[@LINE-2]]:9: warning: this is no part of the transaction of line [[@LINE-7]]: it goes to another connection to the same database, so it does not see what the transaction has written to 'stock' [rowlock-outer-handle]
    tx.commit();
    return left;
  }

  // Nothing that the transaction has written.
  int good_read(int item) {
    pqxx::work tx(db_);
    tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
    pqxx::connection other(dsn_);
    pqxx::nontransaction look(other);
    int price =
        look.exec_params1("SELECT cents FROM price WHERE item = $1", item)[0]
            .as<int>();
    tx.commit();
    return price;
  }

private:
  pqxx::connection db_, archive_;
  Journal journal_;
  std::string dsn_;
};

// What the two are connected to is not known.
void good_unknown(pqxx::connection &a, pqxx::connection &b, int item) {
  pqxx::work tx(a);
  tx.exec_params("UPDATE stock SET qty = qty - 1 WHERE item = $1", item);
  pqxx::nontransaction n(b);
  n.exec_params("INSERT INTO journal(line) VALUES ($1)", "sold");
  tx.commit();
}
