#pragma once

#include <stdexcept>

namespace shop {

/// Something the shop relies on is missing from its database.
class Error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace shop
