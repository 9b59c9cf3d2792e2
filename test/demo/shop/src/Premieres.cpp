#include "Premieres.h"

#include "Error.h"

#include <SQLiteCpp/Statement.h>

#include <string>

namespace shop {

bool Premieres::sellTicket(int premiereId, int boxOffice) {
  SQLite::Statement query(db, "SELECT seats_free FROM premiere WHERE id = ?");
  query.bind(1, premiereId);
  if (!query.executeStep())
    throw Error("no premiere " + std::to_string(premiereId));
  const int seatsFree = query.getColumn(0);
  query.reset();
  if (seatsFree < 1)
    return false;

  SQLite::Statement seat(
      db, "UPDATE premiere SET seats_free = seats_free - 1 WHERE id = ?");
  seat.bind(1, premiereId);
  if (seat.exec() != 1)
    return false;

  SQLite::Statement ticket(db, "INSERT INTO premiere_ticket (premiere_id, "
                               "box_office) VALUES (?, ?)");
  ticket.bind(1, premiereId);
  ticket.bind(2, boxOffice);
  ticket.exec();
  return true;
}

} // namespace shop
