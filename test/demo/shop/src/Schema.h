#pragma once

#include <SQLiteCpp/Database.h>

#include <string>

namespace shop {

/// Events and customers are numbered from 1.
constexpr int EventCount = 2;
constexpr int CustomerCount = 4;

/// Creates the database file with its tables and stocks the shop; there is a
/// premiere and a delivery for each round of a rush. Throws if the file already
/// holds a shop.
void createShop(const std::string &path, int rounds);

/// A connection for one box office. Several processes use the same file.
SQLite::Database openShop(const std::string &path);

} // namespace shop
