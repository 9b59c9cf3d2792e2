#pragma once
#include <odb/forward.hxx>
namespace odb {
class section {};
} // namespace odb
