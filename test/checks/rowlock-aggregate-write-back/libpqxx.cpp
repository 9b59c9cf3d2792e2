// Totals of rows that are stored in the row that they belong to, as libpqxx spells
// it.
// RUN: %check %s -- -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <vector>

//===--- Aggregates -------------------------------------------------------===//

void bad_add_line(pqxx::connection &c, int order, int amount) {
  pqxx::work tx(c);
  tx.exec_params("INSERT INTO line (order_id, amount) VALUES ($1, $2)", order, amount);
  long total = tx.exec_params1("SELECT SUM(amount) FROM line WHERE order_id = $1", order)[0].as<long>();
  tx.exec_params("UPDATE orders SET total = $1 WHERE id = $2", total, order);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the sum of rows of 'line', as line [[#@LINE-2]] saw them, in 'total' of 'orders': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  // CHECK-MESSAGES: note: the sum of rows of 'line' is read here; nothing keeps others from changing them before it is stored
  // CHECK-MESSAGES: note: two at a time: A and B each change a row of 'line', each reads the total without what the other has not committed yet, A stores its total and commits, B stores its own over it (on PostgreSQL at read committed)
  // CHECK-MESSAGES: note: possible repair: in one transaction, lock the row of 'orders' (SELECT ... FOR UPDATE) before the rows of 'line' are changed and read
  // CHECK-MESSAGES: note: possible repair: or add the change to the total: SET n = n + ?
  tx.commit();
}

void good_add_line_locks_first(pqxx::connection &c, int order, int amount) {
  pqxx::work tx(c);
  tx.exec_params("SELECT 1 FROM orders WHERE id = $1 FOR UPDATE", order);
  tx.exec_params("INSERT INTO line (order_id, amount) VALUES ($1, $2)", order, amount);
  long total = tx.exec_params1("SELECT SUM(amount) FROM line WHERE order_id = $1", order)[0].as<long>();
  tx.exec_params("UPDATE orders SET total = $1 WHERE id = $2", total, order);
  tx.commit();
}

void good_add_line_touches_first(pqxx::connection &c, int order, int amount) {
  pqxx::work tx(c);
  auto r = tx.exec_params("UPDATE orders SET changed = now() WHERE id = $1", order);
  if (r.affected_rows() == 0)
    throw std::runtime_error("no such order");
  tx.exec_params("INSERT INTO line (order_id, amount) VALUES ($1, $2)", order, amount);
  long total = tx.exec_params1("SELECT SUM(amount) FROM line WHERE order_id = $1", order)[0].as<long>();
  tx.exec_params("UPDATE orders SET total = $1 WHERE id = $2", total, order);
  tx.commit();
}

void good_add_line_adds(pqxx::connection &c, int order, int amount) {
  pqxx::work tx(c);
  tx.exec_params("INSERT INTO line (order_id, amount) VALUES ($1, $2)", order, amount);
  tx.exec_params("UPDATE orders SET total = total + $1 WHERE id = $2", amount, order);
  tx.commit();
}

// It goes to a row of its own.
void good_statistics(pqxx::connection &c, int order, const std::string &day) {
  pqxx::work tx(c);
  long total = tx.exec_params1("SELECT SUM(amount) FROM line WHERE order_id = $1", order)[0].as<long>();
  tx.exec_params("UPDATE statistics SET biggest = $1 WHERE day = $2", total, day);
  tx.commit();
}

void good_shown(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  long total = tx.exec_params1("SELECT SUM(amount) FROM line WHERE order_id = $1", order)[0].as<long>();
  if (total > 1000)
    tx.exec_params("UPDATE orders SET big = true WHERE id = $1", order);
  tx.commit();
}

//===--- In helpers -------------------------------------------------------===//

static int count_posts(pqxx::transaction_base &tx, int thread) {
  return tx.exec_params1("SELECT COUNT(*) FROM post WHERE thread = $1 AND NOT hidden", thread)[0].as<int>();
}

static void set_posts(pqxx::transaction_base &tx, int thread, int n) {
  tx.exec_params("UPDATE thread SET posts = $1 WHERE id = $2", n, thread);
}

void bad_refresh(pqxx::connection &c, int thread) {
  pqxx::work tx(c);
  set_posts(tx, thread, count_posts(tx, thread));
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the number of rows of 'post', as line [[#@LINE-1]] saw them, in 'posts' of 'thread': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  tx.commit();
}

void bad_repeatable_read(pqxx::connection &c, int thread, const std::string &text) {
  pqxx::transaction<pqxx::repeatable_read> tx(c);
  tx.exec_params("INSERT INTO post (thread, text) VALUES ($1, $2)", thread, text);
  set_posts(tx, thread, count_posts(tx, thread));
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this write of 'posts' of 'thread' fails under load: if another transaction does the same after line [[#@LINE-1]] has read the rows of 'post', PostgreSQL refuses it (40001) and nothing tries again [rowlock-aggregate-write-back]
  // CHECK-MESSAGES: note: the number of rows of 'post' is read here; nothing keeps others from changing them before it is stored
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: two at a time: A reads the total, B changes a row of 'post', stores the new total and commits, A's write is refused (on PostgreSQL at repeatable read)
  // CHECK-MESSAGES: note: the statement is executed here
  // CHECK-MESSAGES: note: possible repair: in one transaction, lock the row of 'thread' (SELECT ... FOR UPDATE) before the rows of 'post' are changed and read
  // CHECK-MESSAGES: note: possible repair: or add the change to the total: SET n = n + ?
  tx.commit();
}

void good_advisory(pqxx::connection &c, int thread) {
  pqxx::work tx(c);
  tx.exec_params("SELECT pg_advisory_xact_lock(4, $1)", thread);
  set_posts(tx, thread, count_posts(tx, thread));
  tx.commit();
}

//===--- Added up by the program ------------------------------------------===//

void bad_loop(pqxx::connection &c, int invoice) {
  pqxx::work tx(c);
  auto rows = tx.exec_params("SELECT hours, rate FROM work WHERE invoice = $1", invoice);
  double sum = 0;
  for (auto row : rows)
    sum += row[0].as<double>() * row[1].as<double>();
  tx.exec_params("UPDATE invoice SET amount = $1 WHERE id = $2", sum, invoice);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the sum of rows of 'work', as line [[#@LINE-5]] saw them, in 'amount' of 'invoice': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  tx.commit();
}

void bad_size(pqxx::connection &c, int invoice) {
  pqxx::work tx(c);
  auto rows = tx.exec_params("SELECT id FROM work WHERE invoice = $1", invoice);
  tx.exec_params("UPDATE invoice SET lines = $1 WHERE id = $2", rows.size(), invoice);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the number of rows of 'work', as line [[#@LINE-2]] saw them, in 'lines' of 'invoice': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  tx.commit();
}

void bad_counted(pqxx::connection &c, int invoice) {
  pqxx::work tx(c);
  auto rows = tx.exec_params("SELECT kind FROM work WHERE invoice = $1", invoice);
  int nights = 0;
  for (const auto &row : rows)
    if (row["kind"].as<std::string>() == "night")
      ++nights;
  tx.exec_params("UPDATE invoice SET nights = $1 WHERE id = $2", nights, invoice);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the number of rows of 'work', as line [[#@LINE-6]] saw them, in 'nights' of 'invoice': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  tx.commit();
}

void good_loop_locked(pqxx::connection &c, int invoice) {
  pqxx::work tx(c);
  tx.exec_params1("SELECT id FROM invoice WHERE id = $1 FOR UPDATE", invoice);
  auto rows = tx.exec_params("SELECT hours, rate FROM work WHERE invoice = $1", invoice);
  double sum = 0;
  int nights = 0;
  for (auto row : rows) {
    sum += row[0].as<double>() * row[1].as<double>();
    nights++;
  }
  tx.exec_params("UPDATE invoice SET amount = $1, nights = $2 WHERE id = $3", sum, nights, invoice);
  tx.commit();
}

// How many of the caller's there are.
void good_callers_own(pqxx::connection &c, int invoice, const std::vector<int> &ids) {
  pqxx::work tx(c);
  int n = 0;
  for (int id : ids) {
    tx.exec_params("INSERT INTO work (id, invoice) VALUES ($1, $2)", id, invoice);
    ++n;
  }
  tx.exec_params("UPDATE invoice SET last_batch = $1 WHERE id = $2", n, invoice);
  tx.commit();
}

// New lines are not locked.
void bad_rows_locked(pqxx::connection &c, int invoice) {
  pqxx::work tx(c);
  auto rows = tx.exec_params("SELECT id FROM work WHERE invoice = $1 FOR UPDATE", invoice);
  tx.exec_params("UPDATE invoice SET lines = $1 WHERE id = $2", static_cast<int>(rows.size()), invoice);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the number of rows of 'work', as line [[#@LINE-2]] saw them, in 'lines' of 'invoice': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  tx.commit();
}

//===--- Upserts, groups --------------------------------------------------===//

void bad_upsert(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto r = tx.exec_params1("SELECT COUNT(*), SUM(amount) FROM line WHERE order_id = $1", order);
  tx.exec_params("INSERT INTO order_total (order_id, lines, amount) VALUES ($1, $2, $3) ON CONFLICT (order_id) "
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the number of rows of 'line', as line [[#@LINE-2]] saw them, in 'lines' and 'amount' of 'order_total': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
                 "DO UPDATE SET lines = EXCLUDED.lines, amount = EXCLUDED.amount", order, r[0].as<int>(), r[1].as<long>());
  tx.commit();
}

void good_new_row(pqxx::connection &c, int order) {
  pqxx::work tx(c);
  auto r = tx.exec_params1("SELECT COUNT(*), SUM(amount) FROM line WHERE order_id = $1", order);
  tx.exec_params("INSERT INTO total_log (order_id, lines, amount) VALUES ($1, $2, $3)", order, r[0].as<int>(), r[1].as<long>());
  tx.commit();
}

void bad_group(pqxx::connection &c) {
  pqxx::work tx(c);
  for (auto row : tx.exec("SELECT order_id, SUM(amount) FROM line GROUP BY order_id"))
    tx.exec_params("UPDATE orders SET total = $1 WHERE id = $2", row[1].as<long>(), row[0].as<int>());
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the sum of rows of 'line', as line [[#@LINE-2]] saw them, in 'total' of 'orders': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  tx.commit();
}

void good_group_by_statement(pqxx::connection &c) {
  pqxx::work tx(c);
  tx.exec0("LOCK TABLE orders IN EXCLUSIVE MODE");
  for (auto row : tx.exec("SELECT order_id, SUM(amount) FROM line GROUP BY order_id"))
    tx.exec_params("UPDATE orders SET total = $1 WHERE id = $2", row[1].as<long>(), row[0].as<int>());
  tx.commit();
}

void bad_average(pqxx::connection &c, int film, int stars) {
  pqxx::work tx(c);
  tx.exec_params("INSERT INTO rating (film, stars) VALUES ($1, $2)", film, stars);
  auto r = tx.exec_params("SELECT AVG(stars) AS mean, COUNT(*) AS n FROM rating WHERE film = $1", film);
  tx.exec_params("UPDATE film SET mean = $2, ratings = $3 WHERE id = $1", film, r[0]["mean"].as<double>(), r[0]["n"].as<int>());
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this stores the average of rows of 'rating', as line [[#@LINE-2]] saw them, in 'mean' and 'ratings' of 'film': rows that others add at the same time are missing in it [rowlock-aggregate-write-back]
  tx.commit();
}

template <typename Work> void tried_again(Work work) {
  for (int tries = 0;; ++tries)
    try {
      work();
      return;
    } catch (const pqxx::serialization_failure &) {
      if (tries == 5)
        throw;
    }
}

void good_retried(pqxx::connection &c, int thread) {
  tried_again([&] {
    pqxx::transaction<pqxx::repeatable_read> tx(c);
    set_posts(tx, thread, count_posts(tx, thread));
    tx.commit();
  });
}
