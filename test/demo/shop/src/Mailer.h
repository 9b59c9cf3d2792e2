#pragma once

#include <string>

namespace shop {

/// Sends mail. So that the demo bothers nobody, a mail is a file in the outbox,
/// a folder; its name is the reference of the order.
class Mailer {
public:
  explicit Mailer(std::string outbox) : outbox(std::move(outbox)) {}

  void send(const std::string &recipient, const std::string &reference,
            const std::string &text);

private:
  std::string outbox;
};

} // namespace shop
