// RUN: %check %s -- -isystem %stubs/pqxx-6 -isystem %stubs/effects
// RUN: %check %s -- -isystem %stubs/effects
// Requests, mail, messages and other programs between begin and commit.
#include <amqp.h>
#include <curl/curl.h>
#include <hiredis/hiredis.h>
#include <httplib.h>
#include <librdkafka/rdkafkacpp.h>
#include <payment.grpc.pb.h>
#include <pqxx/pqxx>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <unistd.h>

// A mail by libcurl.
void bad_mail(pqxx::connection &c, CURL *mail, int order) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE orders SET paid = true WHERE id = $1", order);
  curl_easy_perform(mail);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends a request inside of the transaction of line [[@LINE-3]]: the request is not taken back if that is rolled back, and the rows that it has changed are locked until it is answered [rowlock-side-effect-in-transaction]
  // CHECK-MESSAGES: :[[@LINE-4]]:14: note: the transaction begins here
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: update of 'orders': from here on it holds locks
  // CHECK-MESSAGES: :[[@LINE-4]]:3: note: one after another: line [[@LINE-5]] writes, this sends a request, then something fails up to the commit in line [[@LINE+3]], the database forgets what was written, and the other side has done what was asked of it for a change that never happened
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: the transaction is committed here: behind this line what it wrote is sure to stay, and nobody waits for it any more
  // CHECK-MESSAGES: :[[@LINE-6]]:3: note: repair: do it behind the commit
  tx.commit();
}

void good_mail(pqxx::connection &c, CURL *mail, int order) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE orders SET paid = true WHERE id = $1", order);
  tx.commit();
  curl_easy_perform(mail);
}

void good_before(pqxx::connection &c, CURL *check, int order) {
  if (curl_easy_perform(check) != CURLE_OK)
    return;
  pqxx::work tx(c);
  tx.exec_params0("UPDATE orders SET paid = true WHERE id = $1", order);
  tx.commit();
}

// Only set up; and only asked while nothing is written.
void good_prepared(pqxx::connection &c, CURL *mail, int order) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE orders SET paid = true WHERE id = $1", order);
  curl_easy_setopt(mail, CURLOPT_URL, "smtp://localhost");
  tx.commit();
}

void good_report(pqxx::connection &c, CURL *upload) {
  pqxx::work tx(c);
  auto total = tx.exec1("SELECT count(*) FROM orders");
  curl_easy_setopt(upload, CURLOPT_POSTFIELDS, total[0].c_str());
  curl_easy_perform(upload);
  tx.commit();
}

void good_read_only(pqxx::connection &c, httplib::Client &peer) {
  pqxx::read_transaction tx(c);
  auto rows = tx.exec("SELECT total_of_day()");
  peer.Post("/total", rows[0][0].as<std::string>(), "text/plain");
}

void good_autocommit(pqxx::connection &c, httplib::Client &peer) {
  pqxx::nontransaction tx(c);
  tx.exec0("UPDATE orders SET seen = true");
  peer.Post("/seen", "{}", "application/json");
}

// The answer decides what is written.
void bad_charge(pqxx::connection &c, pay::Gateway::StubInterface &gateway, int order, long cents) {
  pqxx::work tx(c);
  tx.exec_params1("SELECT state FROM orders WHERE id = $1 FOR UPDATE", order);
  pay::ChargeRequest request;
  request.set_cents(cents);
  pay::ChargeReply reply;
  grpc::ClientContext context;
  auto status = gateway.Charge(&context, request, &reply);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: this sends a request inside of the transaction of line [[@LINE-7]]: the request is not taken back if that is rolled back, and the transaction stays open until it is answered
  // CHECK-MESSAGES: note: possible repair: do it before the transaction begins, and keep what it answered; the transaction goes on with its answer
  if (!status.ok())
    throw std::runtime_error(status.error_message());
  tx.exec_params0("UPDATE orders SET state = 'paid' WHERE id = $1", order);
  tx.commit();
}

void good_charge(pqxx::connection &c, pay::Gateway::StubInterface &gateway, int order, long cents) {
  pay::ChargeRequest request;
  request.set_cents(cents);
  pay::ChargeReply reply;
  grpc::ClientContext context;
  if (!gateway.Charge(&context, request, &reply).ok())
    throw std::runtime_error("charge refused");
  pqxx::work tx(c);
  tx.exec_params0("UPDATE orders SET state = 'paid' WHERE id = $1", order);
  tx.commit();
}

void bad_event(pqxx::connection &c, RdKafka::Producer &bus, int order) {
  std::string event = "{\"order\": " + std::to_string(order) + "}";
  pqxx::work tx{c};
  tx.exec("INSERT INTO shipment (order_id) VALUES (" + tx.quote(order) + ")");
  auto rc = bus.produce("shipments", 0, RdKafka::Producer::RK_MSG_COPY, &event[0], event.size(), nullptr, 0, 0, nullptr);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: this publishes a message inside of the transaction of line [[@LINE-3]]: the message is not taken back if that is rolled back [rowlock
  // CHECK-MESSAGES: note: possible repair: do it behind the commit; it is no statement of its own
  // CHECK-MESSAGES: note: possible repair: insert what is to be sent into a table in this transaction, and send it from there once it is committed
  tx.commit();
  if (rc != RdKafka::ERR_NO_ERROR)
    std::cerr << "not published\n";
}

// The outbox, and PostgreSQL's own notification, are part of the transaction.
void good_outbox(pqxx::connection &c, int order) {
  pqxx::work tx{c};
  tx.exec("INSERT INTO shipment (order_id) VALUES (" + tx.quote(order) + ")");
  tx.exec_params0("INSERT INTO outbox (topic, body) VALUES ('shipments', $1)", order);
  tx.exec("NOTIFY shipments");
  tx.commit();
}

void bad_ack(pqxx::connection &c, amqp_connection_state_t queue, uint64_t tag, const std::string &body) {
  pqxx::work tx(c);
  tx.exec_params("INSERT INTO inbox (body) VALUES ($1)", body);
  amqp_basic_ack(queue, 1, tag, 0);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this publishes a message inside of the transaction
  tx.commit();
}

void good_ack(pqxx::connection &c, amqp_connection_state_t queue, uint64_t tag, const std::string &body) {
  {
    pqxx::work tx(c);
    tx.exec_params("INSERT INTO inbox (body) VALUES ($1)", body);
    tx.commit();
  }
  amqp_basic_ack(queue, 1, tag, 0);
}

void bad_cache_message(pqxx::connection &c, redisContext *redis, int id) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE article SET hidden = true WHERE id = $1", id);
  freeReplyObject(redisCommand(redis, "PUBLISH hidden %d", id));
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: this publishes a message inside of the transaction
  tx.commit();
}

// Told in strict mode only.
void good_cache_entry(pqxx::connection &c, redisContext *redis, int id) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE article SET hidden = true WHERE id = $1", id);
  freeReplyObject(redisCommand(redis, "DEL article:%d", id));
  tx.commit();
}

void bad_program(pqxx::connection &c, int job) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE job SET state = 'running' WHERE id = $1", job);
  FILE *out = popen("/usr/bin/render", "r");
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: this starts another program inside of the transaction
  char line[80] = "";
  fgets(line, sizeof line, out);
  pclose(out);
  tx.exec_params0("UPDATE job SET state = 'done', log = $1 WHERE id = $2", std::string(line), job);
  tx.commit();
}

// Committed in two steps.
void good_program(pqxx::connection &c, int job) {
  {
    pqxx::work tx(c);
    tx.exec_params0("UPDATE job SET state = 'running' WHERE id = $1", job);
    tx.commit();
  }
  int rc = std::system("/usr/bin/render");
  pqxx::work tx(c);
  tx.exec_params0("UPDATE job SET state = $1 WHERE id = $2", rc == 0 ? "done" : "failed", job);
  tx.commit();
}

// Logging is none, whatever it writes to.
void good_logging(pqxx::connection &c, int job) {
  pqxx::work tx(c);
  tx.exec_params0("UPDATE job SET state = 'running' WHERE id = $1", job);
  std::cout << "job " << job << " runs\n";
  std::printf("job %d runs\n", job);
  fprintf(stderr, "job %d runs\n", job);
  write(STDERR_FILENO, "job\n", 4);
  tx.commit();
}

// Names of the user's own.
namespace mine {
int send(int fd, int what) { return fd + what; }
int remove(pqxx::work &tx, int id) {
  tx.exec_params0("DELETE FROM job WHERE id = $1", id);
  return id;
}
} // namespace mine
int connect(const std::string &name);
void good_own_names(pqxx::connection &c, int job) {
  pqxx::work tx(c);
  mine::remove(tx, job);
  mine::send(1, job);
  connect("plan");
  tx.commit();
}
