#include "Mailer.h"

#include "Error.h"

#include <fstream>

namespace shop {

void Mailer::send(const std::string &recipient, const std::string &reference,
                  const std::string &text) {
  std::ofstream mail(outbox + "/" + reference);
  mail << "To: " << recipient << "\n\n" << text << "\n";
  if (!mail.flush())
    throw Error("no mail could be written to " + outbox);
}

} // namespace shop
