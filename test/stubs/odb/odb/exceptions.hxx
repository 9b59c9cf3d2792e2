#pragma once
#include <odb/forward.hxx>

namespace odb {
struct exception : std::exception {};
struct already_in_transaction : exception {};
struct not_in_transaction : exception {};
struct recoverable : exception {};
struct connection_lost : recoverable {};
struct timeout : recoverable {};
struct deadlock : recoverable {};
struct object_not_persistent : exception {};
struct object_already_persistent : exception {};
struct object_changed : exception {};
struct database_exception : exception {};
} // namespace odb
