// RUN: %check %s -- -isystem %stubs/soci
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql %}
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <string>
#include <vector>

struct Line {
  int article = 0;
  int count = 0;
};

int bad_member(soci::session &sql, const std::vector<Line> &lines) {
  int total = 0;
  for (const Line &line : lines) {
    int price = 0;
    sql << "SELECT price FROM article WHERE id = :id", soci::use(line.article), soci::into(price);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this reads 'article' once for each element of a list: as many queries as there are elements where one would do [rowlock-query-in-loop]
    total += price * line.count;
  }
  return total;
}

int good_insert(soci::session &sql, const std::vector<Line> &lines) {
  soci::transaction tr(sql);
  for (const Line &line : lines)
    sql << "INSERT INTO line (article, n) VALUES (:a, :n)", soci::use(line.article), soci::use(line.count);
  tr.commit();
  return 0;
}
